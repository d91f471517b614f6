import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvHeader } from '../../../core/export/csv-column-order.ts';
import { focusHeader } from '../../../core/export/focus.ts';
import type { ExportEntry } from '../../../core/export/export-entry.ts';
import { exportChunks } from '../../../core/export/export-writer.ts';
import { type ExportFormat } from '../../../contracts/report-vocabulary.ts';
import { exportEntry } from './report-entries.ts';

const account = { id: 'acme-production', name: 'Acme, production' };

const read = (text: string) => parse<Record<string, string>>(text, { columns: true, bom: true });

async function collect(entries: readonly ExportEntry[][], format: ExportFormat): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of exportChunks(entries, format, { account })) chunks.push(chunk);
  return chunks;
}

describe('exportChunks', () => {
  const many = Array.from({ length: 40 }, (_, page) =>
    Array.from({ length: 25 }, (_, i) => exportEntry({ id: `event-${page}-${i}` })),
  );

  it.each(['csv', 'focus', 'json'] as const)(
    'writes a readable %s document in small chunks',
    async (format) => {
      const chunks = await collect(many, format);
      const text = chunks.join('');
      const document = format === 'json' ? (JSON.parse(text) as { entries: unknown[] }).entries : read(text);
      expect(document).toHaveLength(format === 'focus' ? 2000 : 1000);
      expect(chunks.length).toBeGreaterThan(3);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(80_000);
    },
  );

  it.each([
    ['csv', csvHeader()],
    ['focus', focusHeader()],
    ['json', '{"entries":[\n]}\n'],
  ] as const)('writes an empty %s document', async (format, expected) => {
    expect((await collect([], format)).join('')).toBe(expected);
  });
});
