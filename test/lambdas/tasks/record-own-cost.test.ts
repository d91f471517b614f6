import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { recordOwnCostTask } from '../../../lambdas/tasks/record-own-cost.ts';

const AT = '2026-11-21T12:05:00Z';
const PARTS = {
  functions: [{ name: 'recorder', memoryMb: 1024 }],
  queues: ['usage'],
  table: 'ledger',
  indexes: ['day'],
};

const cloudWatch = mockClient(CloudWatchClient);
const sqs = mockClient(SQSClient);
afterAll(() => {
  cloudWatch.restore();
  sqs.restore();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('STAGE', 'staging');
  vi.stubEnv('USAGE_QUEUE_URL', 'https://sqs.example.com/usage');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'scheduled');
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '512');
  vi.stubEnv('OWN_PARTS', JSON.stringify(PARTS));
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  // CloudWatch answers each query under its id; what has no data has no values.
  cloudWatch.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }) => ({
    MetricDataResults: (
      MetricDataQueries as { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
    ).map(({ Id, MetricStat }) => ({
      Id,
      Values: MetricStat.Metric.MetricName === 'Invocations' ? [1000] : [],
    })),
  }));
});
afterEach(() => {
  vi.unstubAllEnvs();
  cloudWatch.reset();
  sqs.reset();
});

function sent(): string[] {
  return sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
}

function run(logs: string[] = []) {
  const logger = {
    info: (...line: unknown[]) => void logs.push(JSON.stringify(line)),
    warn: () => undefined,
  };
  return recordOwnCostTask({ logger })(AT);
}

describe('the task record-own-cost', () => {
  it('sends what the parts used two hours ago, its own function among them, as usage the recorder takes', async () => {
    const logs: string[] = [];
    await run(logs);
    const asked = cloudWatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input;
    expect(asked).toMatchObject({
      StartTime: new Date('2026-11-21T10:00:00Z'),
      EndTime: new Date('2026-11-21T11:00:00Z'),
    });
    const names = (asked?.MetricDataQueries ?? []).flatMap(({ MetricStat }) =>
      (MetricStat?.Metric?.Dimensions ?? []).map(({ Value }) => Value),
    );
    expect(new Set(names)).toEqual(new Set(['recorder', 'scheduled', 'usage', 'ledger', 'day']));
    expect(sent().map((body) => parseMessage(body).map(({ kind }) => kind))).toEqual([['accepted']]);
    expect(JSON.parse(sent()[0] ?? '')).toMatchObject({
      id: 'own-cost-2026-11-21T10-lambda',
      region: 'eu-central-1',
      usage: { requests: '2000' },
      resource: { type: 'costkeeper', id: 'staging' },
    });
    expect(logs).toEqual([JSON.stringify(['own cost', { messages: 1 }])]);
  });

  it('run twice sends the same events, which count once', async () => {
    await run();
    await run();
    expect(sent()).toHaveLength(2);
    expect(new Set(sent()).size).toBe(1);
  });

  it.each(['OWN_PARTS', 'USAGE_QUEUE_URL', 'AWS_LAMBDA_FUNCTION_NAME'])(
    'names %s when it is missing, and sends nothing',
    async (name) => {
      vi.stubEnv(name, '');
      await expect(run()).rejects.toThrow(name);
      expect(sent()).toEqual([]);
    },
  );

  it('rejects parts that are none', async () => {
    vi.stubEnv('OWN_PARTS', JSON.stringify({ ...PARTS, functions: [{ name: 'recorder', memoryMb: -1 }] }));
    await expect(run()).rejects.toThrow('memoryMb');
    expect(sent()).toEqual([]);
  });

  it('rejects when CloudWatch does, and sends nothing', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(new Error('Throttling'));
    await expect(run()).rejects.toThrow('Throttling');
    expect(sent()).toEqual([]);
  });
});
