import { USAGE_UNITS } from '../../../contracts/usage-vocabulary.ts';
import { ONE } from '../../../core/money/decimal.ts';
import type { WireItem } from '../wire.ts';
import { type EntryFacts, escaped, localHour, scaled } from './entry-facts.ts';

/** Attributes of a total; usage in 10^-12, everything else as it is stored. */
export type Amounts = Map<string, bigint>;

const UNITS: ReadonlySet<string> = new Set(USAGE_UNITS);
const LATE_MS = 48 * 3_600_000;

function reference([type, id]: readonly [string, string]): string {
  return `${escaped(type)}#${escaped(id)}`;
}

/** Recorded more than 48 hours after the end of its month. */
function isLate({ day, recordedAt }: EntryFacts, timeZone: string): boolean {
  return localHour(recordedAt - LATE_MS, timeZone).slice(0, 7) > day.slice(0, 7);
}

function plainAmounts({ cost, counts }: EntryFacts): [string, bigint][] {
  return [
    ['c', cost],
    ['n', counts.events],
    ['x', counts.unpriced],
  ];
}

/** What resources and groups count apart: work that names no user. */
function unownedAmounts(key: string, { user, cost, counts }: EntryFacts): [string, bigint][] {
  if (!/^[RG]#/.test(key) || (user !== undefined && user !== '-')) return [];
  return [
    ['sc', cost],
    ['sn', counts.events],
    ['sx', counts.unpriced],
  ];
}

/** What cells, operations and users count apart: calls that failed, of so many that were asked. */
function failedAmounts({ outcome, cost, counts }: EntryFacts): [string, bigint][] {
  const asked: [string, bigint] = ['fa', counts.events];
  if (outcome !== 'failed') return [asked];
  return [asked, ['fc', cost], ['fn', counts.events], ['fx', counts.unpriced]];
}

function usageAmounts({ usage, adjustedUsage, correctionOf }: EntryFacts): [string, bigint][] {
  const counted = correctionOf === undefined ? usage : adjustedUsage;
  return [...counted].filter(([unit]) => UNITS.has(unit)).map(([unit, quantity]) => [`q|${unit}`, quantity]);
}

/** Where prices and sender both say what it cost, cells keep both; dollars as quantities. */
function comparedAmounts({ status, cost, reported, correctionOf }: EntryFacts): [string, bigint][] {
  if (reported === undefined || status !== 'P' || correctionOf !== undefined) return [];
  return [
    ['q|reported_events', ONE],
    ['q|reported_usd', reported],
    ['q|compared_usd', cost],
  ];
}

function breakdownAmount({
  known,
  providerKnown,
  provider,
  service,
  model,
  cost,
}: EntryFacts): [string, bigint] {
  const name = known
    ? [provider, service, model]
    : [providerKnown ? provider : 'unknown', service, 'unknown'];
  return [`b|${name.join('|')}`, cost];
}

/** How a lane above 0 is written in a sort key. */
function laned(separator: string, { totalLane }: EntryFacts): string {
  return totalLane === '0' ? '' : `${separator}${totalLane}`;
}

function organisationTotals(entry: EntryFacts, timeZone: string): [string, [string, bigint][]][] {
  const { day, lane, provider, service, model, operation, cost, counts } = entry;
  const partition = `O#${day.slice(0, 7)}#${lane}`;
  const hour = localHour(entry.occurredAt, timeZone).slice(11);
  const cell = `${partition} ${day}#${[provider, service, model].map(escaped).join('#')}${laned('#', entry)}`;
  const hours: [string, bigint][] = [
    [`h${hour}`, cost],
    [`k${hour}`, counts.events],
  ];
  return [
    [
      cell,
      [
        ...plainAmounts(entry),
        ...failedAmounts(entry),
        ...hours,
        ...usageAmounts(entry),
        ...comparedAmounts(entry),
      ],
    ],
    [`S#counts -${laned('', entry)}`, plainAmounts(entry)],
    ...(operation === undefined
      ? []
      : ([
          [
            `${partition} op#${day}#${escaped(operation)}${laned('#', entry)}`,
            [...plainAmounts(entry), ...failedAmounts(entry)],
          ],
        ] as [string, [string, bigint][]][])),
  ];
}

function personalTotals(entry: EntryFacts): string[] {
  const { day, user = '-', userLane, resource, group, tracked } = entry;
  const at = `D#${day}${laned('!', entry)}`;
  const keys = [`U#${day}#${userLane} ${user}${laned('\t', entry)}`];
  if (resource) keys.push(`R#${reference(resource)} ${at}${group ? `#${reference(group)}` : ''}`);
  if (group) keys.push(`G#${reference(group)} ${at}`);
  for (const [tag, value] of tracked) keys.push(`T#${day}#${escaped(tag)} ${value}${laned('\t', entry)}`);
  return keys;
}

function lateTotals({ day, user = '-', resource, group }: EntryFacts): string[] {
  const partition = `L#${day.slice(0, 7)}`;
  return [
    `${partition} organisation`,
    `${partition} user#${escaped(user)}`,
    ...(resource ? [`${partition} resource#${reference(resource)}`] : []),
    ...(group ? [`${partition} group#${reference(group)}`] : []),
  ];
}

/** Every total that these entries make, by storage key; recomputed from nothing but their attributes. */
export function expectedTotals(entries: readonly EntryFacts[], timeZone: string): Map<string, Amounts> {
  const totals = new Map<string, Amounts>();
  const add = (key: string, amounts: readonly (readonly [string, bigint])[]) => {
    const total = totals.get(key) ?? new Map<string, bigint>();
    totals.set(key, total);
    for (const [name, value] of amounts) total.set(name, (total.get(name) ?? 0n) + value);
  };
  for (const entry of entries) {
    for (const [key, amounts] of organisationTotals(entry, timeZone)) add(key, amounts);
    for (const key of personalTotals(entry)) {
      add(key, [
        ...plainAmounts(entry),
        ...unownedAmounts(key, entry),
        ...(key.startsWith('U#') ? failedAmounts(entry) : []),
        ...usageAmounts(entry),
        breakdownAmount(entry),
      ]);
    }
    if (isLate(entry, timeZone)) for (const key of lateTotals(entry)) add(key, plainAmounts(entry));
  }
  return totals;
}

/** What does not belong to the sums of a total: keys, entity tag, index keys, version, times. */
const NO_AMOUNT = new Set(['pk', 'sk', 'e', 'dpk', 'dsk', 'v', 'w', 'f']);

/** The sums of a stored total. */
export function storedAmounts(item: WireItem): Amounts {
  const names = Object.keys(item).filter((name) => !NO_AMOUNT.has(name));
  return new Map(
    names.map((name) => {
      const text = item[name]?.N ?? 'NaN';
      return [name, name.startsWith('q|') ? scaled(text) : BigInt(text)];
    }),
  );
}
