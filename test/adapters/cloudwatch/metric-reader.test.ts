import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CloudWatchMetricReader } from '../../../adapters/cloudwatch/metric-reader.ts';
import type { MetricQuery } from '../../../core/own-cost/record-own-usage.ts';

const cloudWatch = mockClient(CloudWatchClient);
afterAll(() => {
  cloudWatch.restore();
});
const FROM = Date.parse('2026-11-21T10:00:00Z');
const TO = Date.parse('2026-11-21T11:00:00Z');

function query(name: string): MetricQuery {
  return { namespace: 'AWS/SQS', name, dimensions: { QueueName: 'usage' } };
}

function read(queries: readonly MetricQuery[]): Promise<number[]> {
  return new CloudWatchMetricReader(new CloudWatchClient({ region: 'us-east-1' })).sums(queries, FROM, TO);
}

beforeEach(() => cloudWatch.reset());

describe('metrics of CloudWatch', () => {
  it('are sums of the whole time, in the order they were asked for, 0 without data', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: 'm2', Values: [5] },
        { Id: 'm0', Values: [1, 2] },
        { Id: 'm1', Values: [] },
      ],
    });
    expect(await read([query('A'), query('B'), query('C')])).toEqual([3, 0, 5]);
    expect(cloudWatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input).toMatchObject({
      StartTime: new Date(FROM),
      EndTime: new Date(TO),
      MetricDataQueries: [
        {
          Id: 'm0',
          MetricStat: {
            Period: 3600,
            Stat: 'Sum',
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'A',
              Dimensions: [{ Name: 'QueueName', Value: 'usage' }],
            },
          },
        },
        { Id: 'm1' },
        { Id: 'm2' },
      ],
    });
  });

  it('are read page by page', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [{ Id: 'm0', Values: [1] }], NextToken: 'more' })
      .resolves({ MetricDataResults: [{ Id: 'm0', Values: [2] }] });
    expect(await read([query('A')])).toEqual([3]);
    expect(cloudWatch.commandCalls(GetMetricDataCommand)[1]?.args[0].input.NextToken).toBe('more');
  });

  it('are asked for 500 at a time', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'm500', Values: [7] }] });
    const sums = await read(Array.from({ length: 501 }, (_unused, index) => query(`M${index}`)));
    expect(cloudWatch.commandCalls(GetMetricDataCommand)).toHaveLength(2);
    expect(sums[500]).toBe(14);
  });

  it('fail as a whole when CloudWatch does', async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(new Error('InternalServiceFault'));
    await expect(read([query('A')])).rejects.toThrow('InternalServiceFault');
  });
});
