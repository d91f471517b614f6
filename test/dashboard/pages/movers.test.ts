import { describe, expect, it } from 'vitest';
import { biggestMovers, moversOf } from '../../../dashboard/src/pages/overview/movers.ts';

function answer(amounts: Record<string, string>, nextCursor?: string) {
  const items = Object.entries(amounts).map(([key, totalUsd]) => ({
    key,
    totalUsd,
    events: 1,
    unpricedEvents: 0,
    share: '0',
  }));
  return { dimension: 'user', items, ...(nextCursor === undefined ? {} : { nextCursor }) };
}

function unpriced(key: string) {
  return { key, totalUsd: '0', events: 3, unpricedEvents: 3, share: '0' };
}

function withUnnamed(of: ReturnType<typeof answer>, totalUsd: string) {
  const unnamed = {
    key: '(none)',
    unnamed: true as const,
    totalUsd,
    events: 1,
    unpricedEvents: 0,
    share: '0',
  };
  return { ...of, items: [...of.items, unnamed] };
}

describe('the biggest movers', () => {
  it('are those that changed most, up or down, and not those that cost most', () => {
    const movers = moversOf(
      withUnnamed(answer({ steady: '100', up: '9', down: '1' }), '50'),
      answer({ steady: '100', up: '4', down: '7', gone: '0.5' }),
    );
    expect(biggestMovers(movers, 3).map(({ key, changeUsd }) => [key, changeUsd])).toEqual([
      ['down', '-6'],
      ['up', '5'],
      ['gone', '-0.5'],
    ]);
  });

  it('say less than an amount where the list of the week before ends, and nothing of what may still cost', () => {
    const movers = moversOf(answer({ up: '9' }, 'more'), answer({ other: '2' }, 'more'));
    expect(movers).toEqual([
      { dimension: 'user', key: 'up', nowUsd: '9', beforeUsd: null, underUsd: '2', changeUsd: '7' },
    ]);
  });

  it('are none of which nothing has a price, in one week or the other', () => {
    const [now, before] = [answer({ a: '9', c: '1' }), answer({ b: '4', c: '2' })];
    const movers = moversOf(
      { ...now, items: [...now.items, unpriced('b')] },
      { ...before, items: [...before.items, unpriced('a')] },
    );
    expect(movers.map(({ key }) => key)).toEqual(['c']);
  });
});
