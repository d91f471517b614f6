import { describe, expect, it } from 'vitest';
import { fittingLists, TrendLines } from '../../../dashboard/src/table/trend-lines.ts';
import type { Trends } from '../../../dashboard/src/api/types.ts';

/** Answers each name with how long it is; keeps what was asked. */
function answering(asked: string[][]) {
  return (text: string): Promise<Trends> => {
    const names = JSON.parse(text) as string[];
    asked.push(names);
    const by = Object.fromEntries(
      names.flatMap((name) => (name === 'idle' ? [] : [[name, `${name.length}`]])),
    );
    return Promise.resolve({ points: [{ by }, { by: {} }] } as unknown as Trends);
  };
}

describe('lines of rows', () => {
  it('that come into view together are asked for by one request, beyond the fifty dearest too', async () => {
    const asked: string[][] = [];
    const lines = new TrendLines(answering(asked));
    const names = Array.from({ length: 50 }, (_, index) => `user-${index + 51}`);
    const found = await Promise.all(names.map((name) => lines.of(name)));
    expect(asked).toEqual([names]);
    expect(found[0]).toEqual(['7', '0']);
    expect(await lines.of('idle')).toEqual(['0', '0']);
    expect(await lines.of('constructor')).toEqual(['11', '0']);
    expect(asked).toHaveLength(3);
  });

  it('fail together, and are asked for anew', async () => {
    let fails = true;
    const asked: string[][] = [];
    const lines = new TrendLines((names) =>
      fails ? Promise.reject(new Error('gone')) : answering(asked)(names),
    );
    await expect(Promise.all([lines.of('a'), lines.of('b')])).rejects.toThrow('gone');
    fails = false;
    expect(await lines.of('a')).toEqual(['1', '0']);
  });

  it('are asked for by addresses that a gateway takes, whatever the names are', () => {
    const wanted = [
      'é'.repeat(128),
      'ü'.repeat(128),
      ...Array.from({ length: 120 }, (_, index) => `u${index}`),
    ].map((name) => ({ name }));
    const lists = fittingLists(wanted);
    expect(lists.flat()).toEqual(wanted);
    for (const list of lists) {
      expect(list.length).toBeLessThanOrEqual(50);
      expect(encodeURIComponent(JSON.stringify(list.map(({ name }) => name))).length).toBeLessThan(3100);
    }
    expect(lists.length).toBeLessThan(6);
  });
});
