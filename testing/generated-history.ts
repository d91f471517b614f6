import type { HistoryReader } from '../core/spend/history-reader.ts';
import { ONE, picoUnits, type PicoUsd, picoUsd, sumUsd } from '../core/money/decimal.ts';
import { type Day, startOfDay } from '../core/time/ledger-time.ts';
import type { Entry } from '../core/usage/entry.ts';
import { NOTHING_SAID } from './nothing-said.ts';

const PER_MILLION = 1_000_000n * ONE;
const PRICES: Readonly<Record<string, PicoUsd>> = {
  input_tokens: picoUsd(150_000_000_000n),
  cache_read_tokens: picoUsd(75_000_000_000n),
  output_tokens: picoUsd(600_000_000_000n),
};

/** The entry of this number on a day: three priced lines, all names filled. */
function generatedEntry(day: Day, index: number): Entry {
  const lines = Object.entries(PRICES).map(([unit, unitPrice], i) => {
    const quantity = picoUnits(BigInt(index * 7 + i * 131 + 1) * ONE);
    const cost = picoUsd((quantity * unitPrice) / PER_MILLION);
    return { unit, quantity, unitPrice, per: PER_MILLION, cost, priceId: `openai/gpt-4o-mini/${unit}` };
  });
  const at = startOfDay(day) + (index % 86_400) * 1000;
  return {
    day,
    ...NOTHING_SAID,
    lane: 0,
    id: `event-${String(index).padStart(8, '0')}`,
    occurredAt: at,
    recordedAt: at + 500,
    mark: { batch: '01JD8Z00000000000000000000', index },
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    attributes: {},
    usage: Object.fromEntries(lines.map((line) => [line.unit, line.quantity])),
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
    known: true,
    providerKnown: true,
    approximate: false,
    trackedTags: [],
    userLane: 0,
    totalLane: 0,
    sourceHash: new Uint8Array(16),
    contentHash: new Uint8Array(16),
  };
}

/** A history that makes `perDay` entries for every day it is asked for, in pages, and keeps none. */
export function generatedHistory(perDay: number, pageSize = 1000): HistoryReader {
  return {
    // eslint-disable-next-line require-yield -- nothing here is listed by hour
    async *hours() {
      await Promise.reject(new Error('only whole days are generated'));
    },
    newest: () => Promise.reject(new Error('only whole days are generated')),
    sample: () => Promise.reject(new Error('only whole days are generated')),
    entries: () => Promise.reject(new Error('only whole days are generated')),
    heldAmong: (days) => Promise.resolve(days),
    entriesById: () => Promise.reject(new Error('only whole days are generated')),
    async *entriesOfDay(day, after) {
      const first = after === undefined ? 0 : Number(after.id.slice('event-'.length)) + 1;
      for (let start = first; start < perDay; start += pageSize) {
        const count = Math.min(pageSize, perDay - start);
        yield await Promise.resolve(Array.from({ length: count }, (_, i) => generatedEntry(day, start + i)));
      }
    },
  };
}
