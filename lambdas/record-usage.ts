import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { usageHistory } from '../core/spend/usage-history.ts';
import { beginRecording } from '../core/usage/record-usage.ts';
import type { EntrySettings } from '../core/usage/make-entry.ts';
import type { UsagePorts } from '../core/usage/usage-ports.ts';
import { deployedLedger } from './composition/ledger.ts';
import { imports, ledgerWriter, prices, totalLanes, totals } from './composition/stores.ts';
import { bodiesOnDemand } from './support/bodies-on-demand.ts';
import { observability } from './support/observability.ts';
import { usageLines } from './support/usage-lines.ts';
import { userHider } from './support/user-hider.ts';

const { logger, metrics } = observability('record-usage');
const lines = usageLines(logger);

/** Records a batch of usage messages; a message that could not be written is brought again. */
export function recordUsageHandler(ports: UsagePorts, settings: EntrySettings, newBatch: () => string) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const recording = beginRecording(ports, settings, newBatch());
    const processor = new BatchProcessor(EventType.SQS);
    const record = ({ messageId, attributes, body }: SQSRecord) =>
      recording.recordMessage({ messageId, sentAt: Number(attributes.SentTimestamp), body });
    const response = await processPartialResponse(event, record, processor, {
      context,
      throwOnFullBatchFailure: false,
    });
    lines.write();
    for (const error of processor.errors) logger.error('a message was not recorded and comes again', error);
    metrics.addMetric('MessagesFailed', MetricUnit.Count, response.batchItemFailures.length);
    metrics.addMetric('EventsKeptAside', MetricUnit.Count, recording.keptAside());
    await recording.finish();
    return response;
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
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(recordUsageHandler(ports, ledger.settings, ledger.newId));
