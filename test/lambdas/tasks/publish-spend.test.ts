import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishSpendTask } from '../../../lambdas/tasks/publish-spend.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

const AT = '2026-11-20T11:00:00Z';

const cloudWatch = mockClient(CloudWatchClient);
let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'spend');
  const costs = { model: 'of-its-own' };
  await ledger.record([
    usageEvent('a', { ...costs, reportedCostUsd: '1.5' }),
    usageEvent('b', { ...costs, reportedCostUsd: '0.25', service: 'tts' }),
    usageEvent('yesterday', { ...costs, reportedCostUsd: '8', occurredAt: '2026-11-19T10:00:00Z' }),
  ]);
  await ledger.aggregate([aDay('2026-11-19'), aDay('2026-11-20')]);
});
afterAll(() => {
  cloudWatch.restore();
  dynamo.stop();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('STAGE', 'staging');
  cloudWatch.on(PutMetricDataCommand).resolves({});
});
afterEach(() => {
  vi.unstubAllEnvs();
  cloudWatch.reset();
});

function taskWith(spendMetrics: string) {
  const task = taskOn(dynamo, 'spend', { now: () => Date.parse(AT) }, { spendMetrics });
  return { ...task, run: publishSpendTask(task.context) };
}

function published() {
  return cloudWatch.commandCalls(PutMetricDataCommand).map(({ args }) => args[0].input);
}

describe('the task publish-spend', () => {
  it("publishes the open day's spend so far under the stage's namespace, at the time of the schedule", async () => {
    await taskWith('total').run(AT);
    expect(published()).toEqual([
      {
        Namespace: 'Costkeeper-staging/Spend',
        MetricData: [{ MetricName: 'SpendTodayUsd', Timestamp: new Date(AT), Value: 1.75 }],
      },
    ]);
  });

  it('adds one for each service where the stage wants them', async () => {
    await taskWith('services').run(AT);
    const [{ MetricData = [] } = {}] = published();
    expect(MetricData.map(({ Dimensions, Value }) => [Dimensions?.[0]?.Value ?? 'all', Value])).toEqual([
      ['all', 1.75],
      ['llm', 1.5],
      ['tts', 0.25],
    ]);
  });

  it('run twice publishes the same level for the same time, and leaves the table alone', async () => {
    const { run, table } = taskWith('services');
    const before = await table();
    await run(AT);
    await run(AT);
    const [first, second] = published();
    expect(second).toEqual(first);
    expect(await table()).toEqual(before);
  });

  it('publishes nothing where the stage pays for none', async () => {
    await taskWith('off').run(AT);
    expect(published()).toEqual([]);
  });

  it('names the variable that is missing', () => {
    vi.stubEnv('STAGE', '');
    expect(() => taskWith('total')).toThrow('STAGE');
  });
});
