import { describe, expect, it } from 'vitest';
import { laneGrower } from '../../../lambdas/support/lane-grower.ts';

const contention = { commits: 40, repeated: 30 };
const clock = { now: () => 0 };

function loggedBy(grow: () => Promise<number | undefined>) {
  const said: string[] = [];
  const log = (message: unknown, ..._more: unknown[]) => void said.push(String(message));
  const totalLanes = { grow, current: () => Promise.resolve(1) };
  return { said, spread: laneGrower({ clock, totalLanes }, { info: log, warn: log }) };
}

describe('the grower of lanes', () => {
  it('says that totals have more lanes', async () => {
    const { said, spread } = loggedBy(() => Promise.resolve(2));
    await spread({ commits: 40, repeated: 1 });
    expect(said).toEqual([]);
    await spread(contention);
    expect(said).toEqual(['totals of new entries have more lanes now']);
  });

  it('does not fail the batch that it grows for', async () => {
    const { said, spread } = loggedBy(() => Promise.reject(new Error('no table')));
    await spread(contention);
    expect(said).toEqual(['lanes of totals could not grow']);
  });
});
