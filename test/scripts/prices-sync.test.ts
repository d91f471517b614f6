import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandEntry } from '../../core/pricing/expand-entry.ts';
import { findOverlaps } from '../../core/pricing/overlaps.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { readPriceFile } from '../../scripts/prices/price-files.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';

function sync(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/prices-sync.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const rows: PriceRow[] = (['catalogue.json', 'llm.json'] as const).flatMap((name) => {
  const file = readPriceFile(name);
  const layer = name === 'llm.json' ? 'generated' : 'catalogue';
  return Object.entries(file.providers).flatMap(([provider, entries]) =>
    entries.flatMap((entry) => expandEntry(provider, entry, layer, file)),
  );
});

describe('npm run prices:sync', () => {
  it('finds the committed files in step with the pinned package, without network; of an old checkout it tells what to look at again', () => {
    // With --strict, by which the date fails it.
    const { status, stdout } = sync('--check', '--strict', '--json', '--date', '2027-03-01');
    const answer = JSON.parse(stdout) as Record<string, unknown[]> & { readonly compared: number };
    expect(answer['changes']).toEqual([]);
    expect(answer['disputed']).toEqual([]);
    expect(answer.compared).toBeGreaterThan(300);
    expect(answer['expired']?.length).toBeGreaterThan(0);
    expect(answer['unknownYears']).toContainEqual({ calendar: 'china', year: 2027 });
    expect(status).toBe(1);
  });

  it.runIf(IN_PROOF)('fails by the date where it is asked to only', () => {
    expect(sync('--check', '--date', '2027-03-01').status).toBe(0);
  });

  it.runIf(IN_PROOF)('finds them in step on the day of their making too', () => {
    const { status, stdout } = sync('--check', '--json', '--date', '2026-11-21');
    expect(JSON.parse(stdout)).toMatchObject({ changes: [], disputed: [] });
    expect(status).toBe(0);
  });

  it.runIf(IN_PROOF)('explains itself', () => {
    expect(sync('--help').stdout).toContain('--check');
  });
});

function isKnown({ layer, source = '' }: PriceRow, sources: Readonly<Record<string, string>>): boolean {
  return layer === 'generated'
    ? source.startsWith('npm:')
    : source in sources || source.startsWith('AWS Price List ');
}

describe('the price data', () => {
  it('has ids of its own for all rows, at most 12 characters long', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(Math.max(...rows.map(({ id }) => id.length))).toBeLessThanOrEqual(12);
  });

  it('names a source and a day of observation for every row', () => {
    const sources = JSON.parse(readFileSync('prices/sources.json', 'utf8')) as Record<string, string>;
    expect(rows.filter((row) => !isKnown(row, sources)).map(({ sku, source }) => [sku, source])).toEqual([]);
    expect(rows.filter(({ observedAt }) => !/^\d{4}-\d{2}-\d{2}$/.test(observedAt ?? ''))).toEqual([]);
  });

  it('has no two rows of one layer for the same usage at the same time', () => {
    expect(findOverlaps(rows)).toEqual([]);
  });

  it('would notice an overlap', () => {
    const [row] = rows;
    expect(row && findOverlaps([row, { ...row, id: 'other', unitPriceUsd: '99' }])).toHaveLength(
      row?.match.length ?? 0,
    );
    expect(
      row &&
        findOverlaps([
          { ...row, effectiveTo: '2026-01-01' },
          { ...row, effectiveFrom: '2026-01-01' },
        ]),
    ).toEqual([]);
  });
});
