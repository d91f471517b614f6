import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { ulid } from 'ulid';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoHeldStore } from '../adapters/dynamo/held-store.ts';
import { DynamoHoldStore } from '../adapters/dynamo/hold-store.ts';
import { DynamoLedgerWriter } from '../adapters/dynamo/ledger-writer.ts';
import { onceClient } from '../adapters/dynamo/send-once.ts';
import { DynamoTotalsWriter } from '../adapters/dynamo/totals-writer.ts';
import { readStream } from '../adapters/dynamo/read-stream.ts';
import { jitteredPause } from '../adapters/clock/jittered-pause.ts';
import { settleHolds } from '../core/budgets/settle-holds.ts';
import { aggregateUsage, type AggregatePorts } from '../core/spend/aggregate-usage.ts';
import { unreadableOutcome } from '../core/usage/unreadable.ts';
import type { LedgerWriter } from '../core/usage/usage-ports.ts';
import { observability } from './support/observability.ts';
import { readSettings, readVariable } from './support/read-environment.ts';

const { logger, metrics } = observability('aggregate-usage');

export interface AggregatorDependencies {
  readonly ports: Omit<AggregatePorts, 'quarantine'>;
  readonly ledger: Pick<LedgerWriter, 'putOutcome'>;
  readonly timeZone: string;
  /** Settles the holds of entries that are in the totals; never rejects. */
  readonly settle: (holdIds: readonly string[]) => Promise<void>;
}

/** Adds a batch of stream records to the totals; the stream goes on from the lowest that failed. */
export function aggregateUsageHandler({ ports, ledger, timeZone, settle }: AggregatorDependencies) {
  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { clock } = ports;
    const { records, unreadable, tooOld } = readStream(event.Records, timeZone, clock.now());
    for (const outcome of unreadable) await ledger.putOutcome(outcome);
    if (tooOld > 0)
      logger.error('records older than their marks were refused: recalculate their days', { tooOld });
    const quarantine: AggregatePorts['quarantine'] = async (record, reason) => {
      logger.error('a record cannot be added', { record: record.name, reason });
      await ledger.putOutcome(unreadableOutcome(record.name, reason, clock.now()));
    };
    const { failed, applied } = await aggregateUsage(records, { ...ports, quarantine });
    await settle(applied.flatMap(({ holdId }) => holdId ?? []));
    metrics.addMetric('RecordsUnreadable', MetricUnit.Count, unreadable.length);
    metrics.addMetric('ReplaysRefused', MetricUnit.Count, tooOld);
    metrics.addMetric('RecordsFailed', MetricUnit.Count, failed.length);
    return { batchItemFailures: lowest(failed.map(({ sequence }) => sequence)) };
  };
}

/** Sequence numbers have 21 to 40 digits and are not padded. */
function lowest(sequences: readonly string[]): DynamoDBBatchResponse['batchItemFailures'] {
  const [first, ...rest] = sequences;
  if (first === undefined) return [];
  const itemIdentifier = rest.reduce((low, next) => (BigInt(next) < BigInt(low) ? next : low), first);
  return [{ itemIdentifier }];
}

function production(): ReturnType<typeof aggregateUsageHandler> {
  const { timeZone } = readSettings();
  const client = documentClient();
  const table = readVariable('tableName');
  const clients = { reads: client, once: onceClient() };
  return aggregateUsageHandler({
    ports: {
      totals: new DynamoTotalsWriter(client, table, () => ulid(systemClock.now())),
      clock: systemClock,
      pause: jitteredPause,
    },
    ledger: new DynamoLedgerWriter(client, table),
    timeZone,
    settle: (holdIds) =>
      settleHolds(holdIds, {
        held: new DynamoHeldStore(clients, table, systemClock),
        holds: new DynamoHoldStore(clients, table),
        log: {
          leftToExpiry: ({ what, error }) => logger.warn('left to expiry', { what, error: error as Error }),
        },
      }),
  });
}

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(production());
