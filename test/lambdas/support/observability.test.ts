import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SparseMetrics } from '../../../lambdas/support/observability.ts';

function metricsOf(values: Readonly<Record<string, number>>): SparseMetrics {
  const metrics = new SparseMetrics({ namespace: 'Test', serviceName: 'test' });
  for (const [name, value] of Object.entries(values)) metrics.addMetric(name, MetricUnit.Count, value);
  return metrics;
}

describe('metrics of a function', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are sent without those that are 0', () => {
    const sent = metricsOf({ RecordsFailed: 0, RecordsUnreadable: 2 }).serializeMetrics();
    expect(sent).toMatchObject({ RecordsUnreadable: 2, service: 'test' });
    expect(sent).not.toHaveProperty('RecordsFailed');
  });

  it('say nothing at all when all are 0, not even that there is nothing', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    metricsOf({ RecordsFailed: 0 }).publishStoredMetrics();
    expect(warn).not.toHaveBeenCalled();
  });
});
