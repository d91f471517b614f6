import { describe, expect, it, vi } from 'vitest';
import { createCostkeeper } from '../../../client/index.ts';

const CALL = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
};

describe('record', () => {
  it('leaves nothing to be loaded by the first call', () => {
    const costkeeper = createCostkeeper({
      transport: { send: () => Promise.resolve({}) },
      flushOnExit: false,
    });
    const look = vi.spyOn(globalThis, 'crypto', 'get');
    expect(costkeeper.record(CALL)).toMatch(/^[0-9a-f-]{36}$/);
    expect(look).not.toHaveBeenCalled();
    look.mockRestore();
  });

  it('costs the caller at most 5 µs in the median, in a context', async () => {
    const costkeeper = createCostkeeper({
      transport: { send: () => Promise.resolve({}) },
      flushOnExit: false,
      maxBufferedBytes: 256 * 1024 * 1024,
    });
    const context = { userId: 'u', resource: { type: 'episode', id: 'e' }, tags: { tier: 'a' } };
    const measure = (): number =>
      costkeeper.withContext(context, () => {
        const micros = Array.from({ length: 20_000 }, () => {
          const before = process.hrtime.bigint();
          costkeeper.record(CALL);
          return Number(process.hrtime.bigint() - before) / 1000;
        });
        return micros.sort((a, b) => a - b)[10_000] ?? 0;
      });
    // The best of a few rounds: a machine that is busy with other tests must not decide.
    const rounds = [measure(), measure(), measure(), measure()];
    await costkeeper.close();
    expect(Math.min(...rounds)).toBeLessThanOrEqual(5);
  });
});
