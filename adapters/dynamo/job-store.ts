import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { Job, JobStatus, JobStore } from '../../core/jobs/job.ts';
import { smallNumber, textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { Table } from './table.ts';

/** Jobs are forgotten after this. */
const KEPT_DAYS = 30;

/** Jobs in the table: one item each, replaced by every step on the condition of its revision. */
export class DynamoJobStore implements JobStore {
  readonly #table: Table;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#table = new Table(client, table);
  }

  async create(job: Job): Promise<void> {
    await this.#table.putIfAbsent(jobItem(job));
  }

  async read(id: string): Promise<Job | undefined> {
    const item = await this.#table.get(jobKey(id));
    if (!item) return undefined;
    const stored = JSON.parse(textOf(item['d'])) as Omit<Job, 'id' | 'revision' | 'status'>;
    return { ...stored, id, status: textOf(item['st']) as JobStatus, revision: smallNumber(item['v']) };
  }

  save(job: Job): Promise<boolean> {
    return this.#table.putIf(jobItem(job), {
      ConditionExpression: 'v = :before',
      ExpressionAttributeValues: { ':before': job.revision - 1 },
    });
  }
}

function jobItem(job: Job): Item {
  const { id, status, revision, ...rest } = job;
  return {
    ...jobKey(id),
    e: ENTITY.job,
    st: status,
    v: revision,
    d: JSON.stringify(rest),
    ttl: Math.floor(job.createdAt / 1000) + KEPT_DAYS * 86_400,
  };
}

function jobKey(id: string): { pk: string; sk: string } {
  return { pk: `${PREFIX.job}${id}`, sk: '-' };
}
