import type { ExportEntry } from '../core/export/export-entry.ts';
import { exportChunks } from '../core/export/export-writer.ts';
import { type ExportFormat } from '../contracts/report-vocabulary.ts';
import { aDay } from '../testing/dates.ts';
import { NOTHING_SAID } from '../testing/nothing-said.ts';
import { ONE, picoUnits, picoUsd, sumUsd } from '../core/money/decimal.ts';

export const description = 'rows a second of CSV, JSON and FOCUS formatting, and the memory it takes';

const PER_MILLION = 1_000_000n * ONE;
const ENTRIES = 200_000;
const PAGE = 500;
const UNITS = ['input_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'output_tokens', 'web_searches'];

/** An entry with five priced lines, all names filled. */
function entry(index: number): ExportEntry {
  const lines = UNITS.map((unit, i) => {
    const quantity = picoUnits(BigInt(index * 7 + i * 131 + 1) * ONE);
    const unitPrice = picoUsd(150_000_000_000n * BigInt(i + 1));
    return {
      unit,
      quantity,
      unitPrice,
      per: PER_MILLION,
      cost: picoUsd((quantity * unitPrice) / PER_MILLION),
      priceId: `p-${i}`,
    };
  });
  return {
    ...NOTHING_SAID,
    id: `01JD8Z${index}`,
    day: aDay('2026-11-21'),
    occurredAt: '2026-11-21T10:15:30.123Z',
    recordedAt: '2026-11-21T10:15:31.000Z',
    provider: 'anthropic',
    service: 'llm',
    model: 'claude-sonnet-4-5',
    attributes: { service_tier: 'standard' },
    usage: Object.fromEntries(lines.map((line) => [line.unit, line.quantity])),
    waiting: {},
    lines,
    cost: sumUsd(lines.map((line) => line.cost)),
    status: 'priced',
    userId: `user-${index % 1000}`,
    resource: { type: 'episode', id: `ep-${index % 5000}` },
    group: { type: 'podcast', id: `pod-${index % 100}` },
    tags: { tier: 'tier2', niche: 'finance' },
    operation: 'script-generation',
    outcome: 'success',
    catalogueVersion: 'test',
  };
}

function* pages(): Generator<ExportEntry[]> {
  for (let start = 0; start < ENTRIES; start += PAGE) {
    yield Array.from({ length: PAGE }, (_, i) => entry(start + i));
  }
}

async function measure(format: ExportFormat) {
  const account = { id: 'acme', name: 'Acme' };
  const making = performance.now();
  for (const page of pages()) void page.length;
  const makingSeconds = (performance.now() - making) / 1000;
  let characters = 0;
  let peakMb = 0;
  const started = performance.now();
  for await (const chunk of exportChunks(pages(), format, { account })) {
    characters += chunk.length;
    peakMb = Math.max(peakMb, process.memoryUsage().rss / 1_048_576);
  }
  const seconds = (performance.now() - started) / 1000 - makingSeconds;
  const rowsPerEntry = format === 'focus' ? UNITS.length : 1;
  return {
    entriesPerSecond: Math.round(ENTRIES / seconds),
    rowsPerSecond: Math.round((ENTRIES * rowsPerEntry) / seconds),
    megabytes: Math.round(characters / 1_048_576),
    peakRssMb: Math.round(peakMb),
  };
}

/** Formats 200,000 entries of five lines in each format; the time to make the entries is taken off. */
export async function run() {
  const result = {
    bench: 'export-format',
    entries: ENTRIES,
    csv: await measure('csv'),
    json: await measure('json'),
    focus: await measure('focus'),
  };
  for (const format of ['csv', 'json', 'focus'] as const) {
    const { entriesPerSecond, rowsPerSecond, megabytes, peakRssMb } = result[format];
    console.log(
      `${format.padEnd(6)} ${entriesPerSecond} entries/s, ${rowsPerSecond} rows/s, ${megabytes} MB, peak RSS ${peakRssMb} MB`,
    );
  }
  return result;
}
