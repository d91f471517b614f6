import { describe, expect, it } from 'vitest';
import { metricRefusal } from '../../local/metric-rules.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY_MS = 86_400_000;
const SOUND = { MetricName: 'Calls', Value: 1, Timestamp: new Date(NOW) };
const dimensions = (count: number) =>
  Array.from({ length: count }, (_unused, index) => ({ Name: `d${index}`, Value: 'x' }));

function refusal(datum: object, Namespace = 'Test/One', bytes = 100): string | undefined {
  return metricRefusal({ Namespace, MetricData: [{ ...SOUND, ...datum }] }, bytes, NOW)?.[1];
}

/** The bounds are those of the API reference of PutMetricData. */
describe('the local CloudWatch', () => {
  it.each([
    ['a metric', {}],
    ['30 dimensions', { Dimensions: dimensions(30) }],
    ['a value of 1,024 characters', { Dimensions: [{ Name: 'a', Value: 'x'.repeat(1024) }] }],
    ['2^360', { Value: -(2 ** 360) }],
    ['two weeks ago', { Timestamp: new Date(NOW - 14 * DAY_MS) }],
    ['no time', { Timestamp: undefined }],
  ])('takes %s', (_name, datum) => {
    expect(refusal(datum)).toBeUndefined();
  });

  it.each([
    ['31 dimensions', { Dimensions: dimensions(31) }, 'Dimensions'],
    ['a dimension twice', { Dimensions: [...dimensions(1), ...dimensions(1)] }, 'twice'],
    ['a longer value', { Dimensions: [{ Name: 'a', Value: 'x'.repeat(1025) }] }, 'ASCII'],
    ['an empty value', { Dimensions: [{ Name: 'a', Value: '' }] }, 'ASCII'],
    ['spaces alone', { Dimensions: [{ Name: 'a', Value: '  ' }] }, 'ASCII'],
    ['a letter beyond ASCII', { Dimensions: [{ Name: 'a', Value: 'caf\u00e9' }] }, 'ASCII'],
    ['a colon first', { Dimensions: [{ Name: ':a', Value: 'x' }] }, 'ASCII'],
    ['no name', { MetricName: '' }, 'MetricName'],
    ['no number', { Value: Number.NaN }, 'Value'],
    ['no end', { Value: Infinity }, 'Value'],
    ['2^361', { Value: 2 ** 361 }, 'Value'],
    ['two weeks ago and more', { Timestamp: new Date(NOW - 14 * DAY_MS - 1000) }, 'Timestamp'],
    ['in three hours', { Timestamp: (NOW + DAY_MS / 8) / 1000 }, 'Timestamp'],
  ])('refuses %s', (_name, datum, part) => {
    expect(refusal(datum)).toContain(part);
  });

  it('refuses its own namespaces, more than 1,000 metrics or a megabyte, and none', () => {
    expect(refusal({}, 'AWS/Lambda')).toContain('Namespace');
    expect(refusal({}, '')).toContain('Namespace');
    expect(refusal({}, 'Test', 1024 * 1024 + 1)).toContain('exceeded');
    const many = { Namespace: 'Test', MetricData: Array.from({ length: 1001 }, () => SOUND) };
    expect(metricRefusal(many, 100, NOW)?.[1]).toContain('1000');
    expect(metricRefusal({ Namespace: 'Test' }, 100, NOW)?.[1]).toContain('required');
  });
});
