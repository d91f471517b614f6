import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { anomalyAlert } from '../../core/alerts/anomaly-alert.ts';
import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { watchAnomalies } from '../../core/anomalies/watch-anomalies.ts';
import { formChannels } from '../../core/budgets/organisation-form.ts';
import type { Task, TaskContext } from './task-context.ts';

type Parts = 'alerts' | 'anomalies' | 'books' | 'clock' | 'settings' | 'totals';

/** Looks for days that are not as their past lets expect, and tells of each once. */
export function findAnomaliesTask({ ledger, logger, metrics }: TaskContext<Parts>): Task {
  const { alerts, anomalies, books, clock, settings, totals } = ledger;
  const ports = {
    totals,
    anomalies,
    timeZone: settings.timeZone,
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
