import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultEngine, startFaultEngine } from '../../../prove/faults/engine.ts';
import { GUARDS } from '../../../prove/faults/guards.ts';
import { proveHistories } from '../../../prove/faults/prove.ts';

let engine: FaultEngine;
beforeAll(async () => {
  engine = await startFaultEngine();
});
afterAll(() => engine.stop());

const HISTORIES = 100;

describe('the fault proof notices when a guard is taken away', () => {
  it.each(Object.entries(GUARDS))('%s', async (_name, weakness) => {
    const found: string[] = [];
    await proveHistories(engine, { first: 1, count: HISTORIES, weakness }, ({ violations }) => {
      found.push(...violations.filter((violation) => weakness.finds.test(violation)));
      return found.length === 0;
    });
    expect(found).not.toEqual([]);
  });
});
