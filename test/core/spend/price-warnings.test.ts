import { describe, expect, it } from 'vitest';
import type { PriceOverride } from '../../../contracts/price-override.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { planOverride } from '../../../core/pricing/override.ts';
import { priceWarnings } from '../../../core/spend/price-warnings.ts';
import { aDay } from '../../../testing/dates.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const book = createPriceBook();

/** Warnings of a price while events of these models wait, one on each day. */
function warned(override: Partial<PriceOverride>, model: string, ...days: string[]) {
  const price = { provider: 'acme', model: 'rocket', unit: 'input_tokens', unitPriceUsd: '1', per: 1 };
  const full: PriceOverride = { ...price, ...override };
  const { row } = planOverride(full, [], book, NOW);
  const list = days.map(aDay);
  const [firstDay = aDay('2026-11-20')] = list;
  const of = { provider: full.provider, service: 'other', model };
  const unpriced = [{ ...of, events: 1, firstDay, lastDay: list.at(-1) ?? firstDay, days: list }];
  const isServiceNamed = full.service !== undefined;
  return priceWarnings(row, { isServiceNamed, unpriced, book, timeZone: 'Europe/Berlin' });
}

describe('a price of one’s own', () => {
  it('says since when events wait that are older than it, in the ledger’s days', () => {
    const [one, ...more] = warned({ service: 'llm' }, 'rocket', '2026-11-18', '2026-11-20');
    expect(more).toEqual([]);
    expect(one?.message).toContain('since 2026-11-18');
    expect(one?.message).toContain('"effectiveFrom": "2026-11-17T23:00:00.000Z"');
    expect(one?.message).toContain('"effectiveTo": "2026-11-20T12:00:00.000Z"');
  });

  it.each([
    ['from before them', { effectiveFrom: '2026-11-01' }, 'rocket', ['2026-11-18']],
    ['of another model', {}, 'rocket-2', ['2026-11-18']],
    ['that only comes', {}, 'rocket', ['2026-11-21']],
    ['after another price', { provider: 'openai', model: 'gpt-4o', force: true }, 'gpt-4o', ['2026-11-18']],
  ] as const)('%s says nothing', (_which, override, model, days) => {
    expect(warned({ service: 'llm', ...override }, model, ...days)).toEqual([]);
  });

  it('is asked what it is of, where nobody knows its model', () => {
    expect(warned({}, 'rocket').map(({ field }) => field)).toEqual(['service']);
    expect(warned({ provider: 'openai', model: 'gpt-4o', force: true }, 'gpt-4o')).toEqual([]);
  });
});
