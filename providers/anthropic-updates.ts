import { isFields, numberField, type Fields } from './fields.ts';

const SHORT = 'ephemeral_5m_input_tokens';
const LONG = 'ephemeral_1h_input_tokens';

/**
 * Cache writes grow while the answer is made, and only the start says how long they live: what was added since lives
 * as long as the rest where all of that had one time, else five minutes, the default.
 */
function withGrownWrites(before: Fields, update: Fields): Fields {
  const split = before['cache_creation'];
  const written = update['cache_creation_input_tokens'];
  if (typeof written !== 'number' || update['cache_creation'] !== undefined || !split) return {};
  const [short, long] = [numberField(split, SHORT), numberField(split, LONG)];
  const grown = Math.max(written - short - long, 0);
  const isLong = long > 0 && short === 0;
  return {
    cache_creation: isLong
      ? { [SHORT]: short, [LONG]: long + grown }
      : { [SHORT]: short + grown, [LONG]: long },
  };
}

/**
 * The usage of a stream after another of its events told some: the later one wins, field by field, and null says
 * nothing.
 */
export function updatedUsage(before: Fields | undefined, told: unknown): Fields {
  const fields = Object.entries(isFields(told) ? told : {});
  const update = Object.fromEntries(fields.filter(([, value]) => value !== null));
  return { ...before, ...update, ...withGrownWrites(before ?? {}, update) };
}
