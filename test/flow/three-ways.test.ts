import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkWays, faultsOf } from '../../prove/ways/check-ways.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { toldCalls } from '../../testing/otlp-export.ts';
import { shareSystem } from '../support/shared/shared.ts';

let system: LocalSystem;

beforeAll(async () => {
  system = await shareSystem('ledger');
});
afterAll(() => system[Symbol.asyncDispose]());

describe('calls that come by span, by wrapper and by gateway log', () => {
  it('are one entry each, and the other reports are kept; `npm run prove -- ways` tries 1,000', async () => {
    const calls = toldCalls(20, `slice-${Date.now()}`, Date.now());
    expect(faultsOf(await checkWays(system.endpoints, calls, { seed: 7, batch: 10 }))).toEqual([]);
  });
});
