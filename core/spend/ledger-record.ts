import { HISTORY_KINDS } from '../../contracts/scopes.ts';
import { ZERO_USD } from '../money/decimal.ts';
import { scopesOf } from '../scopes/scopes-of.ts';
import { hourOf } from '../time/ledger-time.ts';
import type { Entry, Outcome } from '../usage/entry.ts';
import { contributionsOf } from './contributions.ts';
import type { HistoryListing, LedgerRecord } from './spend-ports.ts';

/** An entry or an outcome as it is stored, with where it was read. */
export interface StoredRecord {
  /** The stream's sequence number, to report a failure by. */
  readonly sequence: string;
  readonly partition: string;
  readonly content: { readonly entry: Entry } | { readonly outcome: Outcome };
}

/** What a stored entry or outcome adds to totals and histories; undefined for one that is not counted. */
export function toLedgerRecord(stored: StoredRecord, timeZone: string): LedgerRecord | undefined {
  const { content } = stored;
  return 'entry' in content ? ofEntry(content.entry, stored, timeZone) : ofOutcome(content.outcome, stored);
}

/** The same for several. */
export function toLedgerRecords(stored: readonly StoredRecord[], timeZone: string): LedgerRecord[] {
  return stored.flatMap((one) => toLedgerRecord(one, timeZone) ?? []);
}

function ofEntry(entry: Entry, { sequence, partition }: StoredRecord, timeZone: string): LedgerRecord {
  return {
    sequence,
    name: `${partition} ${entry.id}`,
    position: entry.mark,
    partition,
    affinity: affinityOf(entry),
    contributions: contributionsOf(entry, timeZone),
    listings: listingsOf(entry, timeZone),
    hold: holdUse(entry),
    correlationId: entry.correlationId ?? entry.id,
  };
}

function holdUse({ holdId: id, status, cost }: Entry): LedgerRecord['hold'] {
  return id === undefined ? undefined : { id, cost: status === 'unpriced' ? undefined : cost };
}

function affinityOf({ day, totalLane, group, resource, userId, provider, model }: Entry): string {
  return [day, totalLane, group?.id, resource?.id, userId, provider, model].join('\t');
}

function ofOutcome(outcome: Outcome, { sequence, partition }: StoredRecord): LedgerRecord | undefined {
  if (!outcome.mark) return undefined;
  const outcomes = new Map([[outcome.kind, 1]]);
  return {
    sequence,
    name: `${partition} ${outcome.messageId}`,
    position: outcome.mark,
    partition,
    affinity: '',
    contributions: [{ total: { kind: 'counts' }, cost: ZERO_USD, events: 0, unpriced: 0, outcomes }],
    listings: [],
  };
}

function listingsOf(entry: Entry, timeZone: string): HistoryListing[] {
  const { day, lane, id, occurredAt } = entry;
  const at = { day, hour: hourOf(occurredAt, timeZone), occurredAt, lane, id };
  return scopesOf(entry, HISTORY_KINDS).map((of) => ({ of, ...at }));
}
