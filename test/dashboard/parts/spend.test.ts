import { describe, expect, it } from 'vitest';
import { scopeHref } from '../../../dashboard/src/pages/budgets/scope-filter.ts';
import { sumSpends, unpricedBeside } from '../../../dashboard/src/parts/spend.ts';

describe('entries without a price', () => {
  it('of the names that are not listed are those of all but the listed ones', () => {
    expect(unpricedBeside(7, [{ unpricedEvents: 4 }, { unpricedEvents: 0 }])).toBe(3);
    expect(unpricedBeside(null, [])).toBeNull();
    expect(unpricedBeside(7, [{ unpricedEvents: null }])).toBeNull();
  });

  it('are named beside the sum of what has one', () => {
    expect(sumSpends([{ usd: '0.1', unpriced: 2 }, { usd: '0.2', unpriced: null }, { usd: '0' }])).toEqual({
      usd: '0.3',
      unpriced: 2,
    });
  });
});

describe('the way from a budget into Explore', () => {
  it.each([
    [{ kind: 'organisation', id: '' }, '/explore'],
    [{ kind: 'user', id: 'a b' }, '/explore?user=a+b'],
    [{ kind: 'group', type: 'podcast', id: 'pod/1' }, '/explore?group=podcast%2Fpod%2F1'],
    [{ kind: 'user', id: '*' }, '/explore?by=user'],
    [{ kind: 'tag', type: 'tier', id: '*' }, '/explore?by=tag%3Atier'],
  ])('of %j is %s', (scope, href) => {
    expect(scopeHref(scope)).toBe(href);
  });
});
