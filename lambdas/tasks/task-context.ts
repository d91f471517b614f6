import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { DynamoDBDocumentClient } from '../../adapters/dynamo/document-client.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import type { JobPorts } from '../../core/jobs/job.ts';
import type { Clock } from '../../core/time/ledger-time.ts';

/** What scheduled tasks work with. */
export interface TaskContext {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly settings: LedgerSettings;
  readonly jobs: JobPorts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One task; `scheduledAt` is the time the schedule stood for, ISO 8601. */
export type Task = (scheduledAt: string) => Promise<void>;
