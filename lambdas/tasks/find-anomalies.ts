import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { ulid } from 'ulid';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { anomalyAlert } from '../../core/alerts/anomaly-alert.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import { formChannels } from '../../core/budgets/organisation-form.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { watchAnomalies } from '../../core/anomalies/watch-anomalies.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Looks for days that are not as their past lets expect, and tells of each once. */
export function findAnomaliesTask({ client, table, settings, clock, logger, metrics }: TaskContext): Task {
  const { lanes, timeZone } = settings;
  const alerts = new DynamoAlertStore(client, table);
  const budgets = new DynamoBudgetStore(client, table, () => ulid(clock.now()));
  const books = new BudgetBookCache(budgets, stageBudgets(settings, settings));
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    anomalies: new DynamoAnomalyStore(client, table),
    timeZone,
    tell: async (anomaly: FoundAnomaly) => {
      // Neither key nor reason: they may name a person, and amounts are in no log.
      const { dimension, kind, severity, day } = anomaly;
      logger.warn('anomaly', { dimension, kind, severity, day });
      const channels = formChannels((await books.current()).form);
      // The next run of check-budgets delivers it, as any alert that waits.
      await alerts.putIfAbsent(anomalyAlert(anomaly, channels, clock.now()));
    },
  };
  return async () => {
    const { found, told } = await watchAnomalies(ports, clock.now());
    logger.info('anomalies', { found, told });
    metrics.addMetric('AnomaliesFound', MetricUnit.Count, told);
  };
}
