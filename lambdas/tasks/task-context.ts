import type { Logger } from '../support/logger.ts';
import type { Metrics } from '../support/metrics.ts';
import type { JobQueue } from '../../core/jobs/job.ts';
import type { Ledger } from '../composition/ledger.ts';

/** What scheduled tasks work with; each says which parts of the ledger it takes. */
export interface TaskContext<Part extends keyof Ledger> {
  readonly ledger: Pick<Ledger, Part>;
  readonly queue: JobQueue;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: Pick<Metrics, 'addMetric'>;
}

/** One task; `scheduledAt` is the time it was scheduled for, ISO 8601. */
export type Task = (scheduledAt: string) => Promise<void>;
