import { continueErasures } from '../../core/erasure/erasure.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the passes of erasures that are due. */
export function continueErasuresTask({
  ledger,
  queue,
  metrics,
}: TaskContext<'clock' | 'erasures' | 'jobs'>): Task {
  const { clock, erasures, jobs } = ledger;
  return async () => {
    const overdue = await continueErasures({ erasures, jobs: { jobs, queue }, clock });
    metrics.addMetric('ErasuresOverdue', overdue);
  };
}
