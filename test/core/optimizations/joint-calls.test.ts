import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import { JointCalls } from '../../../core/optimizations/joint-calls.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { anEntry } from '../../../testing/factories.ts';
import { memoryWork } from '../../../testing/memory-work.ts';

/** Works of several calls, some of them failed, some paid twice, on two models. */
const CALLS: readonly Entry[] = Array.from({ length: 90 }, (_, i) =>
  anEntry({
    id: `call-${i}`,
    model: `model-${i % 2}`,
    operation: 'outline',
    cost: picoUsd(BigInt(1000 + i)),
    resource: { type: 'job', id: `job-${i % 7}` },
    outcome: i % 5 === 0 ? 'failure' : 'success',
    attempt: 1 + (i % 3),
  }),
);

async function slicesOfCalls(stepsOf: number) {
  let names = 0;
  const work = { store: memoryWork(), folder: 'job/', newName: () => `run-${names++}` };
  let joint = new JointCalls([]);
  for (const [index, call] of CALLS.entries()) {
    joint.take(call);
    if ((index + 1) % stepsOf === 0) {
      joint = new JointCalls(asKept(await joint.putAside(work)));
    }
  }
  const { slices, at } = await joint.slices(work);
  const texts = slices.map(({ excessCost: _excess, ...slice }) => JSON.stringify(slice, plainText));
  return { slices: texts.toSorted(), at };
}

/** As it comes back from a job's state. */
function asKept<T>(state: T): T {
  return JSON.parse(JSON.stringify(state)) as T;
}

function plainText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

describe('calls that are looked at together', () => {
  it('have the same slices in one step and in several', async () => {
    const whole = await slicesOfCalls(Infinity);
    expect(whole.slices).toHaveLength(2);
    expect(whole.slices.join()).toMatch(/"repeatedCost":"[1-9]/);
    expect(whole.at).toBe(CALLS[0]?.occurredAt);
    for (const size of [1, 7, 45]) expect(await slicesOfCalls(size)).toEqual(whole);
  });
});
