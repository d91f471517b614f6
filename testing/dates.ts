import { type Day, type Month, parseDay, parseMonth } from '../core/time/ledger-time.ts';

/** A day as tests write it: `aDay('2026-11-21')`. Throws InvalidInputError when it is none. */
export function aDay(text: string): Day {
  return parseDay(text);
}

/** A month as tests write it: `aMonth('2026-11')`. Throws InvalidInputError when it is none. */
export function aMonth(text: string): Month {
  return parseMonth(text);
}
