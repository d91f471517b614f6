import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SparseMetrics } from '../../../lambdas/support/observability.ts';

function published(values: Readonly<Record<string, number>>): string[] {
  // Into the console that the test sees.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const lines: string[] = [];
  const take = (...texts: unknown[]) => lines.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(take);
  vi.spyOn(console, 'warn').mockImplementation(take);
  const metrics = new SparseMetrics({ namespace: 'Test', serviceName: 'test' });
  for (const [name, value] of Object.entries(values)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
  return lines;
}

describe('metrics of a function', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('are sent without those that are 0', () => {
    const [line = '{}', ...more] = published({ RecordsFailed: 0, RecordsUnreadable: 2 });
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ RecordsUnreadable: 2, service: 'test' });
    expect(line).not.toContain('RecordsFailed');
  });

  it('say nothing at all when all are 0', () => {
    expect(published({ RecordsFailed: 0 })).toEqual([]);
  });
});
