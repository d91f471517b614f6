import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../testing/property-runs.ts';

describe('runs of a property', () => {
  it('are as many times more as the proof asks for, with the same seed', () => {
    expect(propertyRuns(100, '10').numRuns).toBe(1000);
    expect(propertyRuns(100, '1')).toEqual({ ...propertyRuns(100, '10'), numRuns: 100 });
  });
});
