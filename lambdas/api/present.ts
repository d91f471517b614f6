import type * as z from 'zod/mini';
import type { ApiEntry, SHOWN_KINDS } from '../../contracts/api/entries.ts';
import {
  type AnsweredField,
  ANSWERED_FIELDS,
  type KindOf,
  shownName,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { UNCERTAIN_EVENTS } from '../../contracts/usage-vocabulary.ts';
import { formatDecimal, ONE, ZERO_QUANTITY } from '../../core/money/decimal.ts';
import { partsWithoutLine } from '../../core/spend/read-unpriced.ts';
import { lineAnswer } from '../../core/pricing/line-answer.ts';
import {
  activeCells,
  breakdownOf,
  formatAmounts,
  formatAmountsWithin,
  modelIdsOf,
  type Sums,
  type Total,
} from '../../core/spend/total.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { DayRange } from '../../core/time/range.ts';
import type { NameRecord } from '../../core/names/name-record.ts';
import type { Entry, FieldValues, Reference } from '../../core/usage/entry.ts';
import { addedUsage } from '../../core/usage/measures.ts';

/** A time as it is shown; null where there is none. */
export function timeOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : isoTime(at);
}

/** The numbers of a total. */
export function presentSum({ cost, events, unpriced }: Readonly<Sums>) {
  return { totalUsd: formatDecimal(cost), events, unpricedEvents: unpriced };
}

/** A total with all it knows, and the budgets that apply to its scope. */
export function presentTotal<T extends object>(total: Total, budgets: T) {
  return { ...presentOwnPart(total), uncertainEvents: uncertainOf(total), ...budgets };
}

function uncertainOf({ usage }: Total): number {
  return Number((usage?.get(UNCERTAIN_EVENTS) ?? ZERO_QUANTITY) / ONE);
}

/** A total with all it knows by itself. */
export function presentOwnPart(total: Total) {
  const { provider, service, model } = breakdownOf(total);
  const { [UNCERTAIN_EVENTS]: _uncertain, ...usage } = formatAmounts(total.usage);
  return {
    ...presentSum(total),
    breakdown: {
      provider: formatAmounts(provider),
      service: formatAmounts(service),
      model: formatAmounts(model),
    },
    modelIds: formatAmountsWithin(modelIdsOf(activeCells(total))),
    usage,
    ...presentTimes(total),
  };
}

/** First and last time of a total. */
export function presentTimes({ firstAt, updatedAt }: Total) {
  return { firstAt: timeOrNull(firstAt), updatedAt: timeOrNull(updatedAt) };
}

/** A resource or group with what is known of it. */
export function presentThing(
  { type, id }: Reference,
  { name, createdBy, group, deletedAt }: NameRecord = {},
) {
  return {
    type,
    id,
    name: name ?? null,
    createdBy: createdBy ?? null,
    group: group ?? null,
    deletedAt: timeOrNull(deletedAt),
  };
}

/** What is known of a user, where anybody may see it. */
export function presentPerson({ name, deletedAt }: NameRecord = {}) {
  return { name: name ?? null, deletedAt: timeOrNull(deletedAt) };
}

/** The days that an answer covers. */
export function presentRange({ from, to }: DayRange) {
  return { from: from ?? null, to: to ?? null };
}

/** A value of each kind as it is shown. */
const SHOWN: {
  readonly [Kind in KindOf<AnsweredField>]: (value: FieldValues[Kind]) => z.infer<(typeof SHOWN_KINDS)[Kind]>;
} = {
  text: (value) => value,
  day: (value) => value,
  time: isoTime,
  count: (value) => value,
  amount: formatDecimal,
  quantities: (usage) =>
    Object.fromEntries(Object.entries(usage).map(([unit, quantity]) => [unit, formatDecimal(quantity)])),
  lines: (lines) => lines.map(lineAnswer),
  status: (value) => value,
  reference: (value) => value,
  texts: (texts) => ({ ...texts }),
  json: (value) => ({ ...value }),
  names: (names) => [...names],
  flag: (value) => value,
};

/**
 * An entry; what the sender left out is null. Its usage is what it brings to sums: a void takes usage back, a
 * correction of the price has none.
 */
export function presentEntry(entry: Entry): ApiEntry {
  const answer: Record<string, unknown> = {};
  const shown = { ...entry, usage: addedUsage(entry) };
  for (const name of ANSWERED_FIELDS) {
    const value = shown[name];
    answer[shownName(name)] = value === undefined ? null : SHOWN[ENTRY_FIELDS[name].kind](value as never);
    if (name === 'status') answer['unpriced'] = value === 'unpriced' ? partsWithoutLine(entry) : [];
  }
  return answer as ApiEntry;
}
