import { flyCanary } from '../../core/alerts/alert-canary.ts';
import { usageSender } from '../composition/queues.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Proves that a breach becomes an alert: sends usage that must raise one, and looks for the one before. */
export function alertCanaryTask({ ledger, logger, metrics }: TaskContext<'alerts' | 'canaries'>): Task {
  const { alerts, canaries } = ledger;
  return async (scheduledAt) => {
    const result = await flyCanary(new Date(scheduledAt).toISOString(), {
      canaries,
      alerts,
      // Only stages with the canary give the function the queue.
      sender: usageSender(),
    });
    logger.info('canary of alerting', { result });
    metrics.addMetric('CanaryMissed', result === 'missed' ? 1 : 0);
  };
}
