import { fieldOf, textField } from '../convenience/read-usage.ts';

/** A shorter id is no name for ever: local servers count from one. The ledger has the same rule for what others send. */
const LEAST_CHARACTERS = 16;

/** The way that calls are reported by here: another way's report of the same call meets the same id. */
export const VIA = 'wrapper';

/** The id that a provider gave its answer, in an answer or in an event of its stream. */
export function answerId(answer: unknown): string | undefined {
  const id =
    textField(fieldOf(answer, 'response'), 'id') ??
    textField(fieldOf(answer, 'message'), 'id') ??
    textField(answer, 'responseId') ??
    textField(answer, 'id');
  return longEnough(id);
}

/** An id that is long enough to be the only one. */
export function longEnough(id: string | undefined): string | undefined {
  return id !== undefined && id.length >= LEAST_CHARACTERS && /^[\x21-\x7e]+$/.test(id) ? id : undefined;
}
