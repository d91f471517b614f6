import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { JobQueue } from '../../core/jobs/job.ts';
import type { Ledger } from '../composition/ledger.ts';

type Unit = Parameters<Metrics['addMetric']>[1];

/** What scheduled tasks work with; each says which parts of the ledger it takes. */
export interface TaskContext<Part extends keyof Ledger> {
  readonly ledger: Pick<Ledger, Part>;
  readonly queue: JobQueue;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: { addMetric(name: string, unit: Unit, value: number): unknown };
}

/** One task; `scheduledAt` is the time it was scheduled for, ISO 8601. */
export type Task = (scheduledAt: string) => Promise<void>;
