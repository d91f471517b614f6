import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Metrics } from '../../../lambdas/support/metrics.ts';
import { written } from '../../support/written.ts';

function metricsOf(values: readonly (readonly [string, number])[]): Metrics {
  const metrics = new Metrics('test');
  for (const [name, value] of values) metrics.addMetric(name, value);
  return metrics;
}

beforeEach(() => void vi.stubEnv('POWERTOOLS_METRICS_DISABLED', undefined));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('metrics of a function', () => {
  it('are a line in the embedded metric format, without those that are 0', () => {
    vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Costkeeper-test');
    const lines = written(() =>
      metricsOf([
        ['RecordsFailed', 0],
        ['RecordsUnreadable', 2],
      ]).publish(),
    );
    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number) as number,
          CloudWatchMetrics: [
            {
              Namespace: 'Costkeeper-test',
              Dimensions: [['service']],
              Metrics: [{ Name: 'RecordsUnreadable', Unit: 'Count' }],
            },
          ],
        },
        service: 'test',
        RecordsUnreadable: 2,
      },
    ]);
  });

  it('tell each value of one that was counted twice, and are told once', () => {
    const metrics = metricsOf([
      ['AlertsNotDelivered', 1],
      ['AlertsNotDelivered', 1],
    ]);
    const lines = written(() => {
      metrics.publish();
      metrics.publish();
    });
    expect(lines).toMatchObject([{ AlertsNotDelivered: [1, 1] }]);
  });

  it('say nothing at all when all are 0', () => {
    expect(written(() => metricsOf([['RecordsFailed', 0]]).publish())).toEqual([]);
  });

  it('are not written where they are switched off', () => {
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
    expect(written(() => metricsOf([['RecordsFailed', 1]]).publish())).toEqual([]);
  });
});
