import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { anomalyAnswer, type FoundAnomaly } from '../../core/insight/anomalies.ts';
import { watchAnomalies } from '../../core/insight/watch-anomalies.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Looks for days that are not as their past lets expect, and tells of each once. */
export function findAnomaliesTask({ client, table, settings, clock, logger, metrics }: TaskContext): Task {
  const { lanes, timeZone } = settings;
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    anomalies: new DynamoAnomalyStore(client, table),
    timeZone,
    tell: (anomaly: FoundAnomaly) => {
      logger.warn('anomaly', { anomaly: anomalyAnswer(anomaly) });
      return Promise.resolve();
    },
  };
  return async () => {
    const { found, told } = await watchAnomalies(ports, clock.now());
    logger.info('anomalies', { found, told });
    metrics.addMetric('AnomaliesFound', MetricUnit.Count, told);
  };
}
