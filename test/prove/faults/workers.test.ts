import { describe, expect, it } from 'vitest';
import { GUARDS } from '../../../prove/faults/guards.ts';
import { proveInWorkers, type WorkerNews } from '../../../prove/faults/workers.ts';

async function told(count: number, without?: string): Promise<WorkerNews[]> {
  const news: WorkerNews[] = [];
  await proveInWorkers({ first: 1, count, without }, 2, (one) => void news.push(one));
  return news;
}

describe('histories in processes side by side', () => {
  it('are each played once, and a wrong one ends them', async () => {
    const news = await told(2);
    expect(news.map(({ failed }) => failed)).toEqual([undefined, undefined]);

    const name = 'the history page';
    const wrong = (await told(40, name)).flatMap(({ failed }) => failed ?? []);
    // At most those that had begun: four in each process.
    expect(wrong.length).toBeLessThanOrEqual(8);
    const finds = GUARDS[name]?.finds ?? /never/;
    expect(wrong[0]?.violations.filter((violation) => finds.test(violation))).not.toEqual([]);
  });
});
