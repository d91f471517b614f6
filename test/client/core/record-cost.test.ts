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
});
