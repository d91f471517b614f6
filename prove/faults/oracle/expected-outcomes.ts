import { createHash } from 'node:crypto';
import { ONE } from '../../../core/money/decimal.ts';
import type { EventDraft } from '../messages.ts';
import { PICO_PER_UNIT } from '../prices.ts';
import type { QueuedMessage } from '../queue.ts';
import { type EntryFacts, localHour, scaled } from './entry-facts.ts';

/** One event of one message: it must have become an entry, an outcome, or (abandoned) perhaps nothing. */
interface Slot {
  readonly messageId: string;
  readonly index: number;
  readonly draft: EventDraft | undefined;
  readonly abandoned: boolean;
}

const sourceOf = ({ messageId, index }: Slot) =>
  createHash('sha256').update(`${messageId}\n${index}`).digest().subarray(0, 16).toString('base64');

const sorted = (draft: EventDraft) =>
  JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)));

function slotsOf(messages: readonly QueuedMessage[]): Slot[] {
  return messages.flatMap(({ messageId, events, state }) =>
    events.map(({ index, draft }) => ({ messageId, index, draft, abandoned: state === 'abandoned' })),
  );
}

/** Cost and status that the sender's numbers and the proof's prices of a version make. */
function priceOf(draft: EventDraft, version: string): { cost: bigint; status: string } {
  const prices = PICO_PER_UNIT[version]?.[`${String(draft['provider'])} ${String(draft['model'])}`];
  const usage = Object.entries(draft['usage'] as Record<string, number | string>);
  const cost = usage.reduce(
    (sum, [unit, amount]) => sum + (scaled(String(amount)) * (prices?.[unit] ?? 0n)) / ONE,
    0n,
  );
  if (usage.every(([unit]) => prices?.[unit] !== undefined)) return { cost, status: 'P' };
  const reported = draft['reportedCostUsd'] as string | undefined;
  return reported !== undefined && prices === undefined
    ? { cost: scaled(reported), status: 'R' }
    : { cost, status: 'U' };
}

type Pair = { type: string; id: string } | undefined;

function pairText(pair: Pair): string | undefined {
  return pair && `${pair.type} ${pair.id}`;
}

/** What an entry differs in from the event that its sender wrote down. */
function differences(entry: EntryFacts, draft: EventDraft): string[] {
  const { cost, status } = priceOf(draft, entry.prices);
  const usage = Object.entries(draft['usage'] as Record<string, number | string>);
  const wanted: [string, unknown, unknown][] = [
    ['cost', entry.cost, cost],
    ['status', entry.status, status],
    ['occurredAt', entry.occurredAt, Date.parse(draft.occurredAt)],
    ['provider', entry.provider, draft['provider']],
    ['model', entry.model, draft['model']],
    ['user', entry.user, draft['userId']],
    ['operation', entry.operation, draft['operation']],
    ['resource', entry.resource?.join(' '), pairText(draft['resource'] as Pair)],
    ['group', entry.group?.join(' '), pairText(draft['group'] as Pair)],
    ['parts of usage', entry.usage.size, usage.length],
    ...usage.map(([unit, amount]): [string, unknown, unknown] => [
      unit,
      entry.usage.get(unit),
      scaled(String(amount)),
    ]),
  ];
  return wanted
    .filter(([, has, wants]) => has !== wants)
    .map(([name, has, wants]) => `entry ${entry.id}: ${name} is ${String(has)}, sent was ${String(wants)}`);
}

/** `<messageId>#<index>#<kind>` of every outcome there must be, and those there may be. */
export interface ExpectedOutcomes {
  readonly required: Set<string>;
  readonly allowed: Set<string>;
  readonly violations: string[];
}

const outcomeName = ({ messageId, index }: Slot, kind: string) =>
  `${messageId}#${String(index).padStart(4, '0')}#${kind}`;

/** Follows every sent event to where it must have gone, given which of its kind came first. */
export function expectedOutcomes(
  messages: readonly QueuedMessage[],
  entries: readonly EntryFacts[],
  timeZone: string,
): ExpectedOutcomes {
  const expected: ExpectedOutcomes = { required: new Set(), allowed: new Set(), violations: [] };
  const slots = slotsOf(messages);
  const place = (slot: Slot, kind: string) =>
    (slot.abandoned ? expected.allowed : expected.required).add(outcomeName(slot, kind));
  for (const slot of slots.filter(({ draft }) => draft === undefined)) place(slot, 'rejected');
  const keyed = slots.filter((slot): slot is Slot & { draft: EventDraft } => slot.draft !== undefined);
  const claimKey = ({ draft }: { draft: EventDraft }) =>
    `${localHour(Date.parse(draft.occurredAt), timeZone).slice(0, 10)} ${draft.id}`;
  const stored = new Map(
    entries
      .filter(({ correctionOf }) => correctionOf === undefined)
      .map((entry) => [`${entry.day} ${entry.id}`, entry]),
  );
  for (const [key, candidates] of Map.groupBy(keyed, claimKey)) {
    const entry = stored.get(key);
    stored.delete(key);
    const winner = candidates.find((slot) => sourceOf(slot) === entry?.source);
    if (!entry || !winner) {
      expected.violations.push(
        `${key}: ${entry ? 'the entry comes from no message that was sent' : 'an accepted event has no entry'}`,
      );
      continue;
    }
    expected.violations.push(...differences(entry, winner.draft));
    for (const slot of candidates) {
      if (slot !== winner)
        place(slot, sorted(slot.draft) === sorted(winner.draft) ? 'duplicate' : 'conflict');
    }
  }
  for (const key of stored.keys()) expected.violations.push(`${key}: this entry was not sent`);
  return expected;
}
