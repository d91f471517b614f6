import { anomalyAlert } from '../../core/alerts/anomaly-alert.ts';
import { keyAlert } from '../../core/alerts/key-alert.ts';
import { isNotable, varianceAlert } from '../../core/alerts/variance-alert.ts';
import type { FoundAnomaly } from '../../core/anomalies/anomalies.ts';
import { watchAnomalies } from '../../core/anomalies/watch-anomalies.ts';
import { formChannels } from '../../core/budgets/organisation-form.ts';
import { readVariance } from '../../core/spend/read-variance.ts';
import { addDays, dayOf } from '../../core/time/ledger-time.ts';
import type { Task, TaskContext } from './task-context.ts';

type Parts = 'alerts' | 'anomalies' | 'books' | 'clock' | 'keys' | 'settings' | 'totals';

/** Closed days whose reported cost is held against what the prices make of them. */
const COMPARED_DAYS = 7;

/**
 * Looks for days that are not as their past lets expect, for models whose provider reports another cost than the
 * prices make, and for keys that end within thirty days, and tells of each once.
 */
export function findAnomaliesTask({ ledger, logger, metrics }: TaskContext<Parts>): Task {
  const { alerts, anomalies, books, clock, keys, settings, totals } = ledger;
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
  async function tellVariances(): Promise<number> {
    const today = dayOf(clock.now(), settings.timeZone);
    const days = { from: addDays(today, -COMPARED_DAYS), to: addDays(today, -1) };
    const notable = (await readVariance(days, totals)).filter(isNotable);
    if (notable.length === 0) return 0;
    const channels = formChannels((await books.current()).form);
    for (const one of notable) await alerts.putIfAbsent(varianceAlert(one, days, channels, clock.now()));
    return notable.length;
  }
  async function tellKeys(): Promise<number> {
    const all = await keys.list();
    if (all.length === 0) return 0;
    const channels = formChannels((await books.current()).form);
    const ending = all.flatMap((key) => keyAlert(key, channels, clock.now(), settings.timeZone) ?? []);
    for (const alert of ending) await alerts.putIfAbsent(alert);
    return ending.length;
  }
  return async () => {
    const { found, told } = await watchAnomalies(ports, clock.now());
    logger.info('anomalies', { found, told });
    metrics.addMetric('AnomaliesFound', told);
    logger.info('variances', { found: await tellVariances() });
    logger.info('ending keys', { found: await tellKeys() });
  };
}
