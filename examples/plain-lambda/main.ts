/** Invokes the plain Lambda of `handler.ts` as AWS would, with the environment of a function. */
import { readOptions } from '../support/options.ts';
import { printReceipt } from '../support/print-receipt.ts';

const options = readOptions('plain-lambda', 'a Lambda that sends with client-sqs and no library of ours');
const { endpoints, user, job } = options;
Object.assign(process.env, {
  COSTKEEPER_QUEUE_URL: endpoints.queueUrl,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_REGION: endpoints.region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});
const { handler } = await import('./handler.ts');

for (const text of ['one', 'two', 'three']) await handler({ jobId: job, userId: user, text });
await printReceipt(options, 'translation', 3);
