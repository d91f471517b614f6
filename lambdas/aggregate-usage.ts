import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { readStream } from '../adapters/dynamo/read-stream.ts';
import { aggregateUsage, type AggregatePorts } from '../core/spend/aggregate-usage.ts';
import { type StoredRecord, toLedgerRecord } from '../core/spend/ledger-record.ts';
import type { LedgerRecord } from '../core/spend/spend-ports.ts';
import type { Contention } from '../core/spend/total-lanes.ts';
import { unreadableOutcome } from '../core/usage/unreadable.ts';
import type { LedgerWriter } from '../core/usage/usage-ports.ts';
import { deployedLedger } from './composition/ledger.ts';
import {
  budgetReader,
  held,
  holds,
  jobs,
  ledgerWriter,
  priceAsks,
  totalLanes,
  totalsWriter,
} from './composition/stores.ts';
import { type HoldSettler, holdSettler } from './support/hold-settler.ts';
import { laneGrower } from './support/lane-grower.ts';
import { observability, observed } from './support/observability.ts';
import { priceAsker } from './support/price-asker.ts';
import { lowestFailure } from './support/stream-failures.ts';
import { tellChanged, totalsAnnouncer } from './support/totals-announcer.ts';

const { logger, metrics } = observability('aggregate-usage');

export interface AggregatorDependencies {
  readonly ports: Omit<AggregatePorts, 'quarantine'>;
  readonly ledger: Pick<LedgerWriter, 'putOutcome'>;
  readonly timeZone: string;
  readonly holds: HoldSettler;
  /** Tells which scopes these records changed; rejects when it was not taken. */
  readonly announce: (records: readonly LedgerRecord[]) => Promise<void>;
  /** Spreads the totals of new entries when commits meet each other; never rejects. */
  readonly spread: (contention: Contention) => Promise<void>;
  /** Has prices looked for where one of these has none; never rejects. */
  readonly askForPrices: (records: readonly LedgerRecord[]) => Promise<void>;
}

/** Adds a batch of stream records to the totals; the stream goes on from the lowest that failed. */
export function aggregateUsageHandler(dependencies: AggregatorDependencies) {
  const { ports, ledger, timeZone, holds, announce, askForPrices, spread } = dependencies;
  const count = (stored: StoredRecord) => toLedgerRecord(stored, timeZone);
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { records, unreadable, tooOld } = readStream(event.Records, count, ports.clock.now());
    for (const outcome of unreadable) await ledger.putOutcome(outcome);
    if (tooOld > 0)
      logger.error('records older than their marks were refused: recalculate their days', { tooOld });
    const quarantine: AggregatePorts['quarantine'] = async (record, reason) => {
      logger.error('a record cannot be added', { record: record.name, reason });
      await ledger.putOutcome(unreadableOutcome(record.name, reason, ports.clock.now()));
    };
    await holds.use(records.flatMap(({ hold }) => hold?.id ?? []));
    const { failed, applied } = await aggregateUsage(records, { ...ports, quarantine });
    await spread(ports.totals.takeContention());
    await holds.settle(applied.flatMap(({ hold }) => hold ?? []));
    await askForPrices(applied);
    // Also for records that were added before: a delivery that crashed here has not told them.
    const told = await tellChanged(records, announce, logger);
    metrics.addMetric('RecordsUnreadable', unreadable.length);
    metrics.addMetric('ReplaysRefused', tooOld);
    metrics.addMetric('RecordsFailed', failed.length);
    return { batchItemFailures: lowestFailure([...failed, ...told.failed].map(({ sequence }) => sequence)) };
  };
}

const ledger = deployedLedger({
  budgetReader,
  held,
  holds,
  jobs,
  ledgerWriter,
  priceAsks,
  totalLanes,
  totalsWriter,
});
const deployed: AggregatorDependencies = {
  ports: { totals: ledger.totalsWriter, clock: ledger.clock, pause: ledger.pause },
  ledger: ledger.ledgerWriter,
  timeZone: ledger.settings.timeZone,
  announce: totalsAnnouncer(ledger),
  holds: holdSettler(ledger, logger),
  askForPrices: priceAsker(ledger, logger),
  spread: laneGrower(ledger, logger),
};

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(observed({ logger, metrics }))
  .handler(aggregateUsageHandler(deployed));
