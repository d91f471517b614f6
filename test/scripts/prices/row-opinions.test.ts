import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { PriceEntry, PriceFile } from '../../../core/pricing/price-file.ts';
import { readPriceFile, readSources } from '../../../scripts/prices/price-files.ts';
import { formatOpinions, recordOpinions } from '../../../scripts/prices/record-opinions.ts';
import {
  opinionGaps,
  readRowOpinions,
  type RowOpinions,
  writtenRows,
} from '../../../scripts/prices/row-opinions.ts';

const OPINIONS: RowOpinions = {
  lists: {
    one: { source: 'npm:one@1', day: '2026-11-01', origin: 'one' },
    two: { source: 'npm:two@1', day: '2026-08-01', origin: 'two' },
  },
  said: {
    one: { acme: { m: { input_tokens: '2', 'batch input_tokens': '1' } } },
    two: { acme: { m: { input_tokens: '3' } } },
  },
  differs: {},
  alone: [],
};

function gapsOf(entries: readonly PriceEntry[], opinions: Partial<RowOpinions> = {}) {
  const file: PriceFile = { source: 'page', observedAt: '2026-11-29', providers: { acme: [...entries] } };
  return opinionGaps(writtenRows([file], '2026-11-29'), { ...OPINIONS, ...opinions }, { page: 'the page' });
}

function tierEntry(service_tier: string, usd: string): PriceEntry {
  return { id: 'm', prices: [{ attributes: { service_tier }, usd: { input_tokens: usd } }] };
}

const ALONE = { provider: 'acme', reason: 'no list has it', lookedOn: '2026-11-30' };

describe('second opinions of rows', () => {
  it('leave no row of today without one, nor without a reason', () => {
    const files = [readPriceFile('catalogue.json'), readPriceFile('llm.json')];
    const rows = writtenRows(files, files[0]?.observedAt ?? '');
    expect(rows.length).toBeGreaterThan(3000);
    expect(opinionGaps(rows, readRowOpinions(), readSources())).toEqual({
      missing: [],
      unexplained: [],
      stale: [],
    });
  });

  it('are of a list that says the price, or that looked while the row held', () => {
    const said = { id: 'm', prices: [{ usd: { input_tokens: '2' } }] };
    expect(gapsOf([said])).toEqual({ missing: [], unexplained: [], stale: [] });
    const later = { id: 'm', prices: [{ from: '2026-11-15', usd: { input_tokens: '5' } }] };
    expect(gapsOf([later]).missing).toEqual(['acme/m input_tokens']);
    const silent = { id: 'm', prices: [{ usd: { output_tokens: '2' } }] };
    expect(gapsOf([silent]).missing).toEqual(['acme/m output_tokens']);
  });

  it('of a list that the row comes from are none', () => {
    const own = { id: 'm', prices: [{ usd: { input_tokens: '2' }, source: 'npm:one@1' }] };
    expect(gapsOf([own], { said: { one: OPINIONS.said['one'] ?? {} } }).missing).toEqual([
      'acme/m input_tokens',
    ]);
  });

  it('are asked for by tier; of other tiers and regions no list says anything', () => {
    expect(gapsOf([tierEntry('batch', '1')]).missing).toEqual([]);
    expect(gapsOf([tierEntry('flex', '1')]).missing).toEqual(['acme/m input_tokens']);
    const regional = { id: 'm', prices: [{ region: 'eu', usd: { input_tokens: '2' } }] };
    expect(gapsOf([regional]).missing).toEqual(['acme/m input_tokens']);
  });

  it('that are all otherwise need a reason, and a reason that holds no more is told', () => {
    const dear = { id: 'm', prices: [{ usd: { input_tokens: '4' } }] };
    expect(gapsOf([dear]).unexplained).toEqual(['acme/m input_tokens']);
    const differs = { 'acme/m input_tokens': 'both are older' };
    expect(gapsOf([dear], { differs }).unexplained).toEqual([]);
    expect(gapsOf([{ id: 'm', prices: [{ usd: { input_tokens: '2' } }] }], { differs }).stale).toEqual([
      'acme/m input_tokens',
    ]);
    const alone = [{ ...ALONE, rows: { m: ['input_tokens'], gone: ['images'] } }];
    expect(gapsOf([dear], { differs, alone }).stale).toEqual(['acme/m input_tokens', 'acme/gone images']);
  });

  it('are written from a list by our own names, on the day of the list', () => {
    const lists = { one: { source: 'npm:one@1', day: '2026-11-01', origin: 'one' } };
    const empty = { ...OPINIONS, lists, said: {} };
    const said = [
      { provider: 'openai', model: 'gpt-4o-mini-2024-07-18', unit: 'input_tokens', usd: '0.16' },
      { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', usd: '0.15' },
      { provider: 'openai', model: 'gpt-99', unit: 'input_tokens', usd: '9' },
    ];
    const now = Date.parse('2026-11-29');
    const recorded = recordOpinions(empty, [{ name: 'one', said }], createPriceBook(), now);
    expect(recorded.said).toEqual({ one: { openai: { 'gpt-4o-mini': { input_tokens: '0.15' } } } });
    expect(JSON.parse(formatOpinions(recorded))).toEqual(recorded);
    expect(() => recordOpinions(empty, [{ name: 'rumours', said }], createPriceBook(), now)).toThrow(
      /declare "rumours"/,
    );
  });
});
