import { isTicked, tally, ticked, viewOf } from '../audit.ts';
import type { WireRecord } from '../engine.ts';
import type { QueuedMessage } from '../queue.ts';
import { newEntriesOnly } from '../stream.ts';
import { keyText, type WireItem } from '../wire.ts';
import { type EntryFacts, entryFacts, escaped, localHour } from './entry-facts.ts';
import { expectedOutcomes } from './expected-outcomes.ts';
import { type Amounts, expectedTotals, storedAmounts } from './expected-totals.ts';

/** What is compared once everything has arrived, before anything is calculated anew. */
export interface Evidence {
  readonly items: readonly WireItem[];
  readonly messages: readonly QueuedMessage[];
  /** Everything that was delivered to the aggregator. */
  readonly delivered: readonly WireRecord[];
  /** Recorder batches that were answered without a failure. */
  readonly answered: ReadonlySet<string>;
  readonly timeZone: string;
}

/** Everything that is wrong; nothing when the ledger is exact. */
export function violationsOf({ items, messages, delivered, answered, timeZone }: Evidence): string[] {
  const byPrefix = (prefix: string) => items.filter((item) => item['pk']?.S?.startsWith(prefix));
  const entries = byPrefix('E#').map(entryFacts);
  const outcomes = byPrefix('X#');
  const expected = expectedOutcomes(messages, entries, timeZone);
  return [
    ...expected.violations,
    ...wrongOutcomes(outcomes, expected),
    ...wrongTotals(items, entries, outcomes, timeZone),
    ...wrongMoves(entries),
    ...wrongMarks(items, answered),
    ...wrongHistories(items, entries, timeZone),
    ...editedEntries(items, delivered),
    ...delivered
      .filter((record) => !newEntriesOnly(record))
      .map(
        ({ eventName, dynamodb }) => `the aggregator was woken by ${eventName} of ${keyText(dynamodb.Keys)}`,
      ),
  ];
}

function wrongOutcomes(
  outcomes: readonly WireItem[],
  { required, allowed }: { required: Set<string>; allowed: Set<string> },
): string[] {
  const kept = new Set(outcomes.map((item) => item['sk']?.S ?? ''));
  return [
    ...[...required.difference(kept)].map((name) => `the outcome ${name} is missing`),
    ...[...kept]
      .filter((name) => !required.has(name) && !allowed.has(name))
      .map((name) => `the outcome ${name} is wrong`),
    ...outcomes
      .filter((item) => item['bd'] === undefined && item['bk'] === undefined)
      .map((item) => `the outcome ${item['sk']?.S} has lost its body`),
  ];
}

const OUTCOME_COUNTS: Record<string, string> = { duplicate: 'nd', conflict: 'nc', rejected: 'nr' };

function wrongTotals(
  items: readonly WireItem[],
  entries: readonly EntryFacts[],
  outcomes: readonly WireItem[],
  timeZone: string,
): string[] {
  const expected = expectedTotals(entries, timeZone);
  const counts: Amounts = expected.get('S#counts -') ?? new Map();
  if (outcomes.length > 0) expected.set('S#counts -', counts);
  for (const item of outcomes) {
    const name = OUTCOME_COUNTS[item['sk']?.S?.split('#').at(-1) ?? ''] ?? 'unknown kind';
    counts.set(name, (counts.get(name) ?? 0n) + 1n);
  }
  const stored = new Map(
    items.filter((item) => item['e']?.S === 'T').map((item) => [keyText(item), storedAmounts(item)]),
  );
  return [...new Set([...expected.keys(), ...stored.keys()])].flatMap((key) =>
    wrongAmounts(key, expected.get(key) ?? new Map(), stored.get(key) ?? new Map()),
  );
}

function wrongAmounts(key: string, expected: Amounts, stored: Amounts): string[] {
  const names = [...new Set([...expected.keys(), ...stored.keys()])];
  return names
    .filter((name) => (expected.get(name) ?? 0n) !== (stored.get(name) ?? 0n))
    .map(
      (name) =>
        `total ${key}: ${name} is ${stored.get(name) ?? 0n}, its entries make ${expected.get(name) ?? 0n}`,
    );
}

/** What a settlement took out of one service is nothing there any more, and once under another. */
function wrongMoves(entries: readonly EntryFacts[]): string[] {
  const chains = Map.groupBy(
    entries,
    ({ day, lane, id, correctionOf = id }) => `${day} ${lane} ${correctionOf}`,
  );
  return [...chains].flatMap(([name, chain]) => {
    const isMoved = chain.some(
      ({ reason, counts }) => reason === 'a price for its time arrived' && counts.events !== 0n,
    );
    if (!isMoved) return [];
    const before = chain.find(({ correctionOf }) => correctionOf === undefined)?.service;
    const sums = [true, false].map((stays) => {
      const part = chain.filter(({ service }) => (service === before) === stays);
      const sum = (of: (entry: EntryFacts) => bigint) => part.reduce((total, entry) => total + of(entry), 0n);
      return { cost: sum(({ cost }) => cost), events: sum(({ counts }) => counts.events) };
    });
    const [left, moved] = sums;
    const isWhole = left?.cost === 0n && left.events === 0n && moved?.events === 1n;
    return isWhole ? [] : [`${name} was taken out of ${before} and is not whole under another service`];
  });
}

/** At rest everything is ticked off, nothing else is, and no tally names more than was written. */
function wrongMarks(items: readonly WireItem[], answered: ReadonlySet<string>): string[] {
  const { marks, members } = viewOf(items);
  const open = [...members].flatMap(([name, list]) =>
    list
      .filter((item) => !isTicked(marks.get(name), item))
      .map((item) => `${keyText(item)} is not ticked off`),
  );
  const wrong = [...marks].flatMap(([name, mark]) => {
    const written = members.get(name)?.length ?? 0;
    return [
      ...(ticked(mark) === written ? [] : [`mark ${name} has ${ticked(mark)} ticks for ${written} items`]),
      ...(tally(mark) <= written ? [] : [`mark ${name} has a tally for ${tally(mark)} of ${written} items`]),
    ];
  });
  const unsaid = [...members].filter(
    ([name, list]) => answered.has(name.split('#')[0] ?? '') && tally(marks.get(name)) !== list.length,
  );
  return [...open, ...wrong, ...unsaid.map(([name]) => `mark ${name} was answered without an exact tally`)];
}

const PAGES = { user: 'IU#', resource: 'IR#', group: 'IG#', organisation: 'IO#' };

function wrongHistories(
  items: readonly WireItem[],
  entries: readonly EntryFacts[],
  timeZone: string,
): string[] {
  const listed = new Set<string>();
  for (const item of items.filter(({ e }) => e?.S === 'I')) {
    const hour = item['sk']?.S?.split('#')[0] ?? '';
    for (const line of item['k']?.S?.split('\n') ?? []) listed.add(`${item['pk']?.S} ${hour} ${line}`);
  }
  const wanted = entries.flatMap(({ day, lane, id, occurredAt, user = '-', resource, group }) => {
    const line = `${localHour(occurredAt, timeZone)} ${occurredAt}\t${lane}\t${id}`;
    return [
      `${PAGES.organisation}${day} ${line}`,
      `${PAGES.user}${escaped(user)} ${line}`,
      ...(resource ? [`${PAGES.resource}${resource.map(escaped).join('#')} ${line}`] : []),
      ...(group ? [`${PAGES.group}${group.map(escaped).join('#')} ${line}`] : []),
    ];
  });
  const expected = new Set(wanted);
  return [
    ...[...expected.difference(listed)].map((line) => `a history does not list ${line}`),
    ...[...listed.difference(expected)].map((line) => `a history lists ${line}, which is no entry`),
  ];
}

/** What the stream brought when an entry was new is what it still is. */
function editedEntries(items: readonly WireItem[], delivered: readonly WireRecord[]): string[] {
  const now = new Map(items.map((item) => [keyText(item), item]));
  return delivered
    .filter(newEntriesOnly)
    .filter(
      ({ dynamodb: { Keys, NewImage = {} } }) =>
        canonical(now.get(keyText(Keys)) ?? {}) !== canonical(NewImage),
    )
    .map(({ dynamodb }) => `${keyText(dynamodb.Keys)} was edited`);
}

function canonical(item: WireItem): string {
  return JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
