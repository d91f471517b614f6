import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { Job, JobStatus, JobStore } from '../../core/jobs/job.ts';
import { smallNumber, textOf } from './document-client.ts';

/** Jobs are forgotten after this. */
const KEPT_DAYS = 30;

/** Jobs in the table: one item each, replaced by every step on the condition of its revision. */
export class DynamoJobStore implements JobStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async create(job: Job): Promise<void> {
    try {
      await this.#put(job, 'attribute_not_exists(pk)');
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async read(id: string): Promise<Job | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: jobKey(id), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const stored = JSON.parse(textOf(Item['d'])) as Omit<Job, 'id' | 'revision' | 'status'>;
    return { ...stored, id, status: textOf(Item['st']) as JobStatus, revision: smallNumber(Item['v']) };
  }

  async save(job: Job): Promise<boolean> {
    try {
      await this.#put(job, 'v = :before', { ':before': job.revision - 1 });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async #put(job: Job, condition: string, values?: Record<string, unknown>): Promise<void> {
    const { id, status, revision, ...rest } = job;
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...jobKey(id),
          e: ENTITY.job,
          st: status,
          v: revision,
          d: JSON.stringify(rest),
          ttl: Math.floor(job.createdAt / 1000) + KEPT_DAYS * 86_400,
        },
        ConditionExpression: condition,
        ...(values ? { ExpressionAttributeValues: values } : {}),
      }),
    );
  }
}

function jobKey(id: string): { pk: string; sk: string } {
  return { pk: `${PREFIX.job}${id}`, sk: '-' };
}
