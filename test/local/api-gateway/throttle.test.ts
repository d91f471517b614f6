import { describe, expect, it } from 'vitest';
import { readThrottle } from '../../../local/api-gateway/throttle.ts';

const STAGE = {
  DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 3 },
  RouteSettings: { 'GET /health': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 1 } },
};

describe('the throttles of a stage', () => {
  it('let a burst pass at once, and then so many a second', () => {
    let now = 0;
    const pass = readThrottle(STAGE, () => now);
    const tries = (count: number) =>
      Array.from({ length: count }, () => pass('GET /{proxy+}')).filter(Boolean).length;
    expect(tries(5)).toBe(3);
    now += 100;
    expect(tries(5)).toBe(1);
    now += 60_000;
    expect(tries(50)).toBe(3);
  });

  it('are one for all routes but those with settings of their own', () => {
    const pass = readThrottle(STAGE, () => 0);
    expect([pass('GET /health'), pass('GET /health')]).toEqual([true, false]);
    expect([pass('GET /a'), pass('POST /b'), pass('GET /a'), pass('GET /a')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('let everything pass where the stage has none', () => {
    const pass = readThrottle({}, () => 0);
    expect(Array.from({ length: 1000 }, () => pass('GET /a'))).not.toContain(false);
  });
});
