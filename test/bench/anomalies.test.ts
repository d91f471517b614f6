import { describe, expect, it } from 'vitest';
import { measureAnomalies } from '../../bench/anomalies.ts';

describe('the anomaly search', () => {
  it('finds nine planted anomalies of ten and is right nine times of ten', () => {
    const { precision, recall } = measureAnomalies(90, 7);
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });
});
