import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import { formatDecimal, parseQuantity, type PicoUsd, ZERO_USD } from '../../core/money/decimal.ts';
import type { Contribution } from '../../core/spend/contributions.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { OutcomeKind } from '../../contracts/usage-vocabulary.ts';
import { numberText, smallNumber, usdNumber, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { dayIndexKey, totalKey } from './total-keys.ts';

const BREAKDOWN = 'b|';
const USAGE = 'q|';
const HOUR_COST = 'h';
const HOUR_EVENTS = 'k';

const OUTCOME_ATTRIBUTES: Record<OutcomeKind, string> = {
  duplicate: 'nd',
  conflict: 'nc',
  rejected: 'nr',
  unreadable: 'nu',
};

/** The parts of a breakdown name, separated by `|`. */
function breakdownName({
  provider,
  service,
  model,
}: {
  provider: string;
  service: string;
  model: string;
}): string {
  return BREAKDOWN + [provider, service, model].map((part) => part.replaceAll('|', '/')).join('|');
}

/** What a contribution adds, attribute by attribute; zeros are left out. */
export function additionsOf(contribution: Contribution): Map<string, bigint | number | NumberValue> {
  const additions = new Map<string, bigint | number | NumberValue>();
  const add = (name: string, value: bigint | number) => {
    if (value) additions.set(name, value);
  };
  const addCost = (name: string, cost: PicoUsd) => {
    const known = additions.get(name);
    additions.set(name, typeof known === 'bigint' ? known + cost : cost);
  };
  add('c', contribution.cost);
  add('n', contribution.events);
  add('x', contribution.unpriced);
  if (contribution.unowned) {
    add('sc', contribution.unowned.cost);
    add('sn', contribution.unowned.events);
    add('sx', contribution.unowned.unpriced);
  }
  if (contribution.failures) {
    add('fc', contribution.failures.cost);
    add('fn', contribution.failures.events);
    add('fx', contribution.failures.unpriced);
    add('fa', contribution.failures.asked);
  }
  for (const [hour, { cost, events }] of contribution.hours ?? []) {
    add(HOUR_COST + hour, cost);
    add(HOUR_EVENTS + hour, events);
  }
  // Two names that differ in `|` and `/` alone share an attribute.
  for (const cell of contribution.breakdown?.values() ?? []) {
    if (cell.cost) addCost(breakdownName(cell), cell.cost);
  }
  for (const [unit, quantity] of contribution.usage ?? []) {
    if (quantity) additions.set(USAGE + unit, NumberValue.from(formatDecimal(quantity)));
  }
  for (const [kind, count] of contribution.outcomes ?? []) add(OUTCOME_ATTRIBUTES[kind], count);
  return additions;
}

/** The one kind of write that totals know: ADD, with the version raised by 1. */
export function totalUpdate(contribution: Contribution, at: Instant) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = { ':one': 1, ':e': ENTITY.total, ':at': at };
  const adds = ['v :one'];
  for (const [name, value] of additionsOf(contribution)) {
    const index = adds.length;
    names[`#${index}`] = name;
    values[`:${index}`] = value;
    adds.push(`#${index} :${index}`);
  }
  const sets = ['e = :e', 'w = :at'];
  if (contribution.firstAt !== undefined) {
    values[':f'] = contribution.firstAt;
    sets.push('f = if_not_exists(f, :f)');
  }
  const index = dayIndexKey(contribution.total);
  if (index) {
    values[':dpk'] = index.dpk;
    values[':dsk'] = index.dsk;
    sets.push('dpk = :dpk', 'dsk = :dsk');
  }
  return {
    Key: totalKey(contribution.total),
    UpdateExpression: `SET ${sets.join(', ')} ADD ${adds.join(', ')}`,
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ExpressionAttributeValues: values,
  };
}

/** A stored total, read. */
export interface TotalItem extends Omit<Contribution, 'total'> {
  readonly version: bigint;
  readonly updatedAt: Instant | undefined;
}

/** Sums of work without a user; absent where there was none, or in totals older than them. */
function unownedOf(item: Item | undefined): Pick<Contribution, 'unowned'> {
  if (item?.['sc'] === undefined && item?.['sn'] === undefined) return {};
  return {
    unowned: {
      cost: usdNumber(item['sc']),
      events: smallNumber(item['sn']),
      unpriced: smallNumber(item['sx']),
    },
  };
}

/** Absent where no event was asked, as in totals older than the question. */
function failuresOf(item: Item | undefined): Pick<Contribution, 'failures'> {
  if (item?.['fa'] === undefined && item?.['fc'] === undefined) return {};
  return {
    failures: {
      cost: usdNumber(item['fc']),
      events: smallNumber(item['fn']),
      unpriced: smallNumber(item['fx']),
      asked: smallNumber(item['fa']),
    },
  };
}

/** Reads a total; an absent item is a zero. */
export function totalOf(item: Item | undefined): TotalItem {
  const hours: NonNullable<Contribution['hours']> = new Map();
  const breakdown: NonNullable<Contribution['breakdown']> = new Map();
  const usage: NonNullable<Contribution['usage']> = new Map();
  const outcomes: NonNullable<Contribution['outcomes']> = new Map();
  for (const [name, value] of Object.entries(item ?? {})) {
    if (name.startsWith(BREAKDOWN)) {
      const [provider = '', service = '', ...model] = name.slice(BREAKDOWN.length).split('|');
      breakdown.set(name.slice(BREAKDOWN.length), {
        provider,
        service,
        model: model.join('|'),
        cost: usdNumber(value),
      });
    } else if (name.startsWith(USAGE)) {
      usage.set(name.slice(USAGE.length), parseQuantity(numberText(value)));
    } else if (/^[hk]\d\d$/.test(name)) {
      const known = hours.get(name.slice(1)) ?? { cost: ZERO_USD, events: 0 };
      if (name.startsWith(HOUR_COST)) known.cost = usdNumber(value);
      else known.events = smallNumber(value);
      hours.set(name.slice(1), known);
    }
  }
  for (const [kind, name] of Object.entries(OUTCOME_ATTRIBUTES)) {
    if (item?.[name] !== undefined) outcomes.set(kind as OutcomeKind, smallNumber(item[name]));
  }
  return {
    cost: usdNumber(item?.['c']),
    events: smallNumber(item?.['n']),
    unpriced: smallNumber(item?.['x']),
    ...unownedOf(item),
    ...failuresOf(item),
    hours,
    breakdown,
    usage,
    outcomes,
    version: wholeNumber(item?.['v']),
    updatedAt: item?.['w'] === undefined ? undefined : smallNumber(item['w']),
    ...(item?.['f'] === undefined ? {} : { firstAt: smallNumber(item['f']) }),
  };
}
