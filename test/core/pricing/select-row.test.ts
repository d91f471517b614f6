import { describe, expect, it } from 'vitest';
import { ONE, picoUnits } from '../../../core/money/decimal.ts';
import { compileRows, madeRows, priceAt } from '../../../core/pricing/compiled-row.ts';
import { expandEntry } from '../../../core/pricing/expand-entry.ts';
import type { PriceSet } from '../../../core/pricing/price-file.ts';
import { findOverlaps } from '../../../core/pricing/overlaps.ts';
import { selectRow } from '../../../core/pricing/select-row.ts';

const FILE = { source: 's', observedAt: '2026-11-29', calendars: { here: ['1969-12-25', '2026-12-25'] } };

function rowsOf(prices: readonly PriceSet[]) {
  return expandEntry('acme', { id: 'm', prices }, 'catalogue', FILE);
}

function priceOn(prices: readonly PriceSet[], at: string): string | undefined {
  const rows = compileRows(madeRows(rowsOf(prices)), undefined).get('input_tokens');
  const request = { provider: 'acme', model: 'm', attributes: {}, usage: {}, at: Date.parse(at) };
  return selectRow(rows, request, {}, undefined)?.row.unitPriceUsd;
}

describe('rows of a model', () => {
  it('are made ready part by part, when a part is first asked for', () => {
    const rows = rowsOf([{ usd: { input_tokens: '1', output_tokens: '2' } }]).map((row) =>
      row.unit === 'output_tokens' ? { ...row, per: 'unread' } : row,
    );
    const compiled = compileRows(madeRows(rows), undefined);
    expect(compiled.get('input_tokens')).toHaveLength(1);
    expect(compiled.has('output_tokens')).toBe(true);
    const [unread] = compiled.get('output_tokens');
    expect(() => unread?.charges).toThrow(/decimal/);
    expect(compiled.get('images')).toEqual([]);
    expect(compiled.has('images')).toBe(false);
  });
});

describe('prices of weekdays', () => {
  const prices: PriceSet[] = [
    { usd: { input_tokens: '1' } },
    { hours: ['22:00', '02:00'], weekdays: [1, 2, 3, 4, 5], holidays: 'here', usd: { input_tokens: '2' } },
    { weekdays: [6, 7], usd: { input_tokens: '3' } },
  ];

  it.each([
    ['2026-11-27T21:59:59.999Z', '1'],
    ['2026-11-27T22:00:00Z', '2'],
    ['2026-11-28T01:00:00Z', '3'],
    ['2026-11-29T23:59:59.999Z', '3'],
    ['2026-11-30T00:00:00Z', '2'],
    ['2026-11-30T02:00:00Z', '1'],
    ['2026-12-25T23:00:00Z', '1'],
    ['1969-12-31T23:00:00Z', '2'],
  ])('at %s: %s', (at, usd) => {
    expect(priceOn(prices, at)).toBe(usd);
  });

  it('overlap with those of the same days only', () => {
    expect(findOverlaps(rowsOf(prices))).toEqual([]);
    const twice: PriceSet[] = [
      { weekdays: [1, 2], usd: { input_tokens: '1' } },
      { weekdays: [2, 3], usd: { input_tokens: '2' } },
    ];
    expect(findOverlaps(rowsOf(twice))).toHaveLength(1);
  });

  it('hold nobody knows when in a year without holidays: neither their price nor the one behind it', () => {
    const byHour: PriceSet[] = [
      { usd: { input_tokens: '1' } },
      { hours: ['01:00', '04:00'], weekdays: [1, 2, 3, 4, 5], holidays: 'here', usd: { input_tokens: '2' } },
    ];
    const price = (at: string) => {
      const rows = compileRows(madeRows(rowsOf(byHour)), undefined).get('input_tokens');
      const request = { provider: 'p', model: 'm', attributes: {}, usage: {}, at: Date.parse(at) };
      return selectRow(rows, request, {}, undefined)?.row.unitPriceUsd;
    };
    // A Friday that is a holiday, a Thursday that is none; then a Friday of a year of which nothing is known.
    expect(['2026-12-25T02:00Z', '2026-12-24T02:00Z'].map(price)).toEqual(['1', '2']);
    expect(['2027-01-08T02:00Z', '2027-01-08T05:00Z', '2027-01-09T02:00Z'].map(price)).toEqual([
      undefined,
      '1',
      '1',
    ]);
  });

  it('need the calendar that they name', () => {
    expect(() => rowsOf([{ holidays: 'elsewhere', usd: { input_tokens: '1' } }])).toThrow('"elsewhere"');
  });
});

/** The price of so many tokens by a row with one step. */
function stepped(set: Partial<PriceSet>): (tokens: bigint) => bigint | undefined {
  const rows = rowsOf([{ ...set, usd: { input_tokens: ['1', '2'] } }]);
  const [row] = compileRows(madeRows(rows), undefined).get('input_tokens') ?? [];
  return (tokens) => row && priceAt(row, picoUnits(tokens * ONE)).price / ONE;
}

describe('a step', () => {
  it('that starts above N leaves N below it, and one that starts at N does not', () => {
    const [more, from] = [stepped({ over: [272_000] }), stepped({ atLeast: [272_000] })];
    expect([271_999n, 272_000n, 272_001n].map(more)).toEqual([1n, 1n, 2n]);
    expect([271_999n, 272_000n, 272_001n].map(from)).toEqual([1n, 2n, 2n]);
  });

  it('of either sort makes another row', () => {
    const ids = [{ over: [5] }, { atLeast: [5] }].map(
      (set) => rowsOf([{ ...set, usd: { input_tokens: ['1', '2'] } }])[0]?.id,
    );
    expect(new Set(ids).size).toBe(2);
  });
});
