import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { jobQueueOnDemand, queuesOnDemand } from '../../../lambdas/support/queues-on-demand.ts';

const sqs = mockClient(SQSClient);
afterAll(() => {
  sqs.restore();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('JOB_QUEUE_URL', 'https://sqs.example.com/jobs');
  vi.stubEnv('USAGE_QUEUE_URL', 'https://sqs.example.com/usage');
});
afterEach(() => {
  vi.unstubAllEnvs();
  sqs.reset();
});

it('what is sent goes to its queue', async () => {
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
  const { jobs, sender, depth } = queuesOnDemand();
  await jobs.send('job-1', 30);
  await sender.send('{}');
  expect(await depth.waiting()).toBe(3);
  const sent = sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
  expect(sent).toMatchObject([
    { QueueUrl: 'https://sqs.example.com/jobs', DelaySeconds: 30 },
    { QueueUrl: 'https://sqs.example.com/usage', MessageBody: '{}' },
  ]);
});

it.each(['JOB_QUEUE_URL', 'USAGE_QUEUE_URL'])('%s that is missing is told at once', (name) => {
  vi.stubEnv(name, '');
  expect(queuesOnDemand).toThrow(name);
});

it('the queue of jobs needs no other', async () => {
  vi.stubEnv('USAGE_QUEUE_URL', '');
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  await jobQueueOnDemand().send('job-1');
  expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
});
