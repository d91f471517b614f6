import { RECORD_LIFETIME_DAYS } from '../../contracts/job-and-alert-lifetimes.ts';
import { ENTITY, INDEX_PREFIX, PREFIX } from '../../contracts/table-layout.ts';
import type { Job, JobStore } from '../../core/jobs/job.ts';
import type { JobStatus } from '../../contracts/api/jobs.ts';
import { dayOf, type Instant, isoTime, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';
import type { Table } from './table.ts';

/** Jobs in the table: one item each, replaced by every step on the condition of its revision. */
export class DynamoJobStore implements JobStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async create(job: Job): Promise<void> {
    await this.#table.putIfAbsent(jobItem(job));
  }

  async read(id: string): Promise<Job | undefined> {
    const item = await this.#table.get(jobKey(id));
    return item && jobOf(item);
  }

  save(job: Job): Promise<boolean> {
    return this.#table.putIf(jobItem(job), {
      ConditionExpression: 'v = :before',
      ExpressionAttributeValues: { ':before': job.revision - 1 },
    });
  }
}

function jobItem(job: Job): Item {
  const { id, status, revision, ...stored } = job;
  return {
    ...jobKey(id),
    e: ENTITY.job,
    st: status,
    v: revision,
    ...jsonItem('d', stored),
    ...jobPlace(id, job.createdAt),
    ttl: Math.floor(job.createdAt / 1000) + RECORD_LIFETIME_DAYS.jobs * 86_400,
  };
}

/** Partition of the day index for the jobs that were made in a month. */
export function jobMonthPartition(month: Month): string {
  return `${INDEX_PREFIX.jobsOfMonth}${month}`;
}

/** Where the day index has a job; it never changes, so that steps write no index. */
export function jobPlace(id: string, createdAt: Instant) {
  return { dpk: jobMonthPartition(monthOf(dayOf(createdAt))), dsk: `${isoTime(createdAt)}#${id}` };
}

/** Input, state and result are the kind's own business: they stay as they were given. */
function jobOf(item: Item): Job {
  const stored = storedJson<Omit<Job, 'id' | 'revision' | 'status'>>(item, 'd');
  const job: Complete<Job> = {
    id: textAttribute(item['pk']).slice(PREFIX.job.length),
    kind: stored.kind,
    input: stored.input,
    status: textAttribute(item['st']) as JobStatus,
    progress: stored.progress,
    state: stored.state,
    result: stored.result,
    resultKey: stored.resultKey,
    error: stored.error,
    createdBy: stored.createdBy,
    createdAt: stored.createdAt,
    updatedAt: stored.updatedAt,
    revision: smallNumber(item['v']),
  };
  return job;
}

function jobKey(id: string): { pk: string; sk: string } {
  return { pk: `${PREFIX.job}${id}`, sk: '-' };
}
