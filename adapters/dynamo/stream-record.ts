import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { scopesOf } from '../../core/scopes/scopes-of.ts';
import { HISTORY_KINDS } from '../../contracts/scopes.ts';
import { PREFIX } from '../../contracts/table-layout.ts';
import { contributionsOf } from '../../core/spend/contributions.ts';
import type { HistoryListing, LedgerRecord } from '../../core/spend/spend-ports.ts';
import { hourOf } from '../../core/time/ledger-time.ts';
import type { Entry, Outcome } from '../../core/usage/entry.ts';
import { textOf } from './document-client.ts';
import { entryOf, type Item } from './entry-item.ts';
import { outcomeOf } from './outcome-item.ts';

/**
 * Reads an item of the ledger, as the stream or a query gives it, as what the aggregator adds. Answers
 * undefined for an item that is not counted. Throws a TypeError when it cannot be read.
 */
export function ledgerRecord(item: Item, sequence: string, timeZone: string): LedgerRecord | undefined {
  const pk = textOf(item['pk']);
  if (pk.startsWith(PREFIX.entry)) return entryRecord(entryOf(item), pk, sequence, timeZone);
  if (pk.startsWith(PREFIX.outcome)) return outcomeRecord(outcomeOf(item), pk, sequence);
  return undefined;
}

/** The new image of a stream record as an item with exact numbers. */
export function streamImage(image: Record<string, AttributeValue>): Item {
  return unmarshall(image, { wrapNumbers: true });
}

function entryRecord(entry: Entry, partition: string, sequence: string, timeZone: string): LedgerRecord {
  return {
    sequence,
    name: `${partition} ${entry.id}`,
    position: entry.mark,
    partition,
    affinity: affinityOf(entry),
    contributions: contributionsOf(entry, timeZone),
    listings: listingsOf(entry, timeZone),
    holdId: entry.holdId,
  };
}

function affinityOf({ day, group, resource, userId, provider, model }: Entry): string {
  return [day, group?.id, resource?.id, userId, provider, model].join('\t');
}

function outcomeRecord(outcome: Outcome, partition: string, sequence: string): LedgerRecord | undefined {
  if (!outcome.mark) return undefined;
  return {
    sequence,
    name: `${partition} ${outcome.messageId}`,
    position: outcome.mark,
    partition,
    affinity: '',
    contributions: [
      { total: { kind: 'counts' }, cost: 0n, events: 0, unpriced: 0, outcomes: new Map([[outcome.kind, 1]]) },
    ],
    listings: [],
  };
}

function listingsOf(entry: Entry, timeZone: string): HistoryListing[] {
  const { day, lane, id, occurredAt } = entry;
  const at = { day, hour: hourOf(occurredAt, timeZone), occurredAt, lane, id };
  return scopesOf(entry, HISTORY_KINDS).map((of) => ({ of, ...at }));
}
