import { describe, expect, it } from 'vitest';
import { measureProjections } from '../../bench/projections.ts';

describe('projections against the naive run rate', () => {
  it('beat it on the sample trace and on synthetic weeks', () => {
    const { trace, traceSlices, synthetic, shapes } = measureProjections(2, 3);
    expect(trace.error).toBeLessThan(trace.naiveError / 2);
    expect(traceSlices.error).toBeLessThan(traceSlices.naiveError);
    expect(synthetic.error).toBeLessThan(synthetic.naiveError / 2);
    const weekly = Object.entries(shapes).filter(([name]) => !name.startsWith('flat'));
    expect(weekly.filter(([, shape]) => shape.error >= shape.naiveError)).toEqual([]);
    expect(synthetic.insideInterval).toBeGreaterThan(0.8);
  });
});
