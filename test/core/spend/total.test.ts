import { describe, expect, it } from 'vitest';
import { parseQuantity, parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import {
  breakdownOf,
  failedSums,
  formatAmounts,
  formatAmountsWithin,
  isActive,
  joinLanes,
  modelIdsOf,
  sumTotals,
  type Total,
  ZERO,
} from '../../../core/spend/total.ts';

const usd = parseUsd;

function cell(model: string, cost: string, provider = 'openai') {
  return [`${provider}|llm|${model}`, { provider, service: 'llm', model, cost: usd(cost) }] as const;
}

const FIRST: Total = {
  cost: usd('3'),
  events: 2,
  unpriced: 1,
  unowned: { cost: usd('1'), events: 1, unpriced: 0 },
  failures: { cost: usd('2'), events: 1, unpriced: 1, asked: 2 },
  breakdown: new Map([cell('gpt-4o', '1'), cell('gpt-4o-mini', '2')]),
  usage: new Map([['images', parseQuantity('2')]]),
  hours: new Map([['10', { cost: usd('3'), events: 2 }]]),
  firstAt: 20,
  updatedAt: 30,
  version: 2n,
};
const SECOND: Total = {
  cost: usd('4'),
  events: 3,
  unpriced: 0,
  unowned: { cost: usd('4'), events: 2, unpriced: 0 },
  failures: { cost: usd('0.5'), events: 1, unpriced: 0, asked: 3 },
  breakdown: new Map([cell('gpt-4o', '4')]),
  usage: new Map([
    ['images', parseQuantity('3')],
    ['seconds', parseQuantity('1')],
  ]),
  hours: new Map([
    ['10', { cost: usd('1'), events: 1 }],
    ['11', { cost: usd('3'), events: 2 }],
  ]),
  firstAt: 10,
  updatedAt: 40,
  version: 5n,
};

const SUM = {
  cost: usd('7'),
  events: 5,
  unpriced: 1,
  unowned: { cost: usd('5'), events: 3, unpriced: 0 },
  failures: { cost: usd('2.5'), events: 2, unpriced: 1, asked: 5 },
  breakdown: new Map([cell('gpt-4o', '5'), cell('gpt-4o-mini', '2')]),
  usage: new Map([
    ['images', parseQuantity('5')],
    ['seconds', parseQuantity('1')],
  ]),
  firstAt: 10,
  updatedAt: 40,
};

describe('the sum of totals', () => {
  it('has every part added up, the first and the last time, in either order', () => {
    expect(sumTotals([FIRST, SECOND])).toEqual(SUM);
    expect(sumTotals([SECOND, FIRST])).toEqual(SUM);
    expect(sumTotals([FIRST, ZERO, SECOND, ZERO])).toEqual(SUM);
  });

  it('says nothing of what no total says', () => {
    const nothing = sumTotals([ZERO, { ...ZERO, events: 1 }]);
    expect(nothing).toEqual({
      ...ZERO,
      events: 1,
      unowned: undefined,
      breakdown: new Map(),
      usage: new Map(),
    });
    expect(nothing).not.toHaveProperty('failures');
  });

  it('of lanes has hours and version too; one lane is itself', () => {
    const hours = new Map([
      ['10', { cost: usd('4'), events: 3 }],
      ['11', { cost: usd('3'), events: 2 }],
    ]);
    expect(joinLanes([FIRST, SECOND])).toEqual({ ...SUM, hours, version: 7n });
    expect(joinLanes([FIRST, ZERO])).toMatchObject({ version: 2n, hours: FIRST.hours });
    expect(joinLanes([FIRST])).toBe(FIRST);
    expect(joinLanes([])).toBe(ZERO);
  });
});

describe('a total', () => {
  it('is active while an event of it is not void', () => {
    expect([0, 1].map((events) => isActive({ total: { events } }))).toEqual([false, true]);
  });

  it('tells what failed where every event of it was asked', () => {
    expect(failedSums(FIRST)).toEqual({ cost: usd('2'), events: 1, unpriced: 1 });
    expect(failedSums({ ...FIRST, events: 3 })).toBeUndefined();
    expect(failedSums({ events: 1 })).toBeUndefined();
    expect(failedSums({ events: 0 })).toEqual({ cost: 0n, events: 0, unpriced: 0 });
  });

  it('is broken down by provider, service and the one name of a model', () => {
    const breakdown = new Map([
      cell('gpt-4o', '1'),
      cell('gpt-4o-2024-08-06', '2'),
      cell('gpt-4o', '4', 'azure'),
    ]);
    const found = breakdownOf({ ...ZERO, events: 1, breakdown });
    expect(found).toEqual({
      provider: new Map([
        ['openai', usd('3')],
        ['azure', usd('4')],
      ]),
      service: new Map([['llm', usd('7')]]),
      model: new Map([['gpt-4o', usd('7')]]),
    });
    expect(breakdownOf(ZERO).model.size).toBe(0);
  });

  it('names the ids of models that were used by another id than their name', () => {
    const cells = [cell('gpt-4o', '1'), cell('gpt-4o-2024-08-06', '2'), cell('gpt-4o-mini', '4')].map(
      ([, one]) => one,
    );
    expect(formatAmountsWithin(modelIdsOf(cells))).toEqual({
      'gpt-4o': { 'gpt-4o-2024-08-06': '2', 'gpt-4o': '1' },
    });
  });
});

describe('amounts', () => {
  it('are texts, the highest first, equal ones by name', () => {
    const amounts = new Map([
      ['b', picoUsd(1n)],
      ['a', picoUsd(1n)],
      ['c', usd('2')],
    ]);
    expect(Object.entries(formatAmounts(amounts))).toEqual([
      ['c', '2'],
      ['a', '0.000000000001'],
      ['b', '0.000000000001'],
    ]);
    expect(formatAmounts(undefined)).toEqual({});
  });
});
