import { record, text } from '../../template.ts';
import type { Need } from '../evaluate.ts';
import { BY_TLS } from './place.ts';

/** Calls that know no queue. */
const OF_ACCOUNT = new Set(['ListQueues']);

/** What a call of SQS needs; `queueArn` gives the ARN of a queue by its name. Batches are checked as their single calls. */
export function sqsNeeds(target: string, body: unknown, queueArn: (name: string) => string): Need[] {
  const operation = target.slice(target.lastIndexOf('.') + 1).replace(/Batch$/, '');
  const action = `sqs:${operation}`;
  if (OF_ACCOUNT.has(operation)) return [{ action, resource: '*', context: BY_TLS }];
  const { QueueUrl, QueueName } = record(body);
  const name = text(QueueName) ?? text(QueueUrl)?.split('/').at(-1) ?? '';
  return [{ action, resource: queueArn(name), context: BY_TLS }];
}
