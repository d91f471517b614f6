/** A shorter id is no name for ever: local servers count from one, or throw a die of a thousand. */
const LEAST_CHARACTERS = 16;

/**
 * An id whose only varying part is the second or the millisecond it was made in, such as `id-1763719200000`: two calls
 * of one moment would have the same.
 */
const OF_A_MOMENT = /^[a-z]*[-_.:]?1\d{9}(?:\d{3})?$/i;

/**
 * The id that a provider or a server gave its answer, where it can be the only one of its kind for ever; undefined for
 * one that is too short, or is a time.
 */
export function lastingId(id: string | undefined): string | undefined {
  return id === undefined || id.length < LEAST_CHARACTERS || OF_A_MOMENT.test(id) ? undefined : id;
}
