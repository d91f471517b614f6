import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { usageHistory } from '../core/spend/usage-history.ts';
import { beginRecording } from '../core/usage/record-usage.ts';
import type { EntrySettings } from '../core/usage/make-entry.ts';
import type { UsagePorts } from '../core/usage/usage-ports.ts';
import { deployedLedger } from './composition/ledger.ts';
import { imports, ledgerWriter, prices, totalLanes, totals } from './composition/stores.ts';
import { bodiesOnDemand } from './support/bodies-on-demand.ts';
import { observability, observed } from './support/observability.ts';
import { usageLines } from './support/usage-lines.ts';
import { userHider } from './support/user-hider.ts';

const { logger, metrics } = observability('record-usage');
const lines = usageLines(logger);

/** Records a batch of usage messages; a message that could not be written is brought again. */
export function recordUsageHandler(ports: UsagePorts, settings: EntrySettings, newBatch: () => string) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const recording = beginRecording(ports, settings, newBatch());
    const record = async ({ messageId, attributes, body }: SQSRecord) => {
      try {
        await recording.recordMessage({ messageId, sentAt: Number(attributes.SentTimestamp), body });
        return [];
      } catch (error) {
        logger.error('a message was not recorded and comes again', { error });
        return [{ itemIdentifier: messageId }];
      }
    };
    const failures = (await Promise.all(event.Records.map(record))).flat();
    lines.write();
    metrics.addMetric('MessagesFailed', failures.length);
    metrics.addMetric('EventsKeptAside', recording.keptAside());
    await recording.finish();
    return { batchItemFailures: failures };
  };
}

const ledger = deployedLedger({ imports, ledgerWriter, prices, totalLanes, totals });
const { suspectFactor, timeZone } = ledger.settings;
const ports: UsagePorts = {
  ledger: ledger.ledgerWriter,
  bodies: bodiesOnDemand(),
  prices: ledger.prices,
  imports: ledger.imports,
  clock: ledger.clock,
  totalLanes: () => ledger.totalLanes.current(),
  users: userHider(ledger.settings),
  guard:
    suspectFactor > 0
      ? { factor: suspectFactor, history: usageHistory(ledger.totals, ledger.clock, timeZone) }
      : undefined,
  log: lines,
};

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(observed({ logger, metrics }))
  .handler(recordUsageHandler(ports, ledger.settings, ledger.newId));
