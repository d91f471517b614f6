import { Buffer } from 'node:buffer';
import { ONE, picoUnits, picoUsd, sumUsd } from '../core/money/decimal.ts';
import type { PriceBook } from '../core/pricing/price-book.ts';
import type { Entry } from '../core/usage/entry.ts';
import { aDay } from './dates.ts';
import { NOTHING_SAID } from './nothing-said.ts';
import type { EntrySettings } from '../core/usage/make-entry.ts';

/** A usage event as the message format shows it, with everything a sender may say. */
export function usageEvent(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '01JD8Z5YQ2ME4T7XN3R9VBKCWA',
    occurredAt: '2026-11-21T10:15:30.123Z',
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    region: 'us-east-1',
    attributes: { service_tier: 'batch' },
    usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
    reportedCostUsd: '0.0004',
    operation: 'script-generation',
    userId: 'user-42',
    resource: { type: 'episode', id: 'ep-7' },
    group: { type: 'podcast', id: 'pod-1' },
    tags: { tier: 'tier2', niche: 'finance' },
    outcome: 'success',
    attempt: 1,
    metadata: { durationMs: 1200 },
    ...overrides,
  };
}

/** The least that is a usage event. */
export function smallEvent(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const { id, occurredAt, provider, model } = usageEvent();
  return { id, occurredAt, provider, model, usage: { input_tokens: 1 }, ...overrides };
}

export const PLAIN_SETTINGS: EntrySettings = { timeZone: 'UTC', lanes: [], trackedTags: [] };

/** Every unit of every model costs 2 pico-dollars; the model `mystery` has no price. */
export const flatPrices: PriceBook = {
  version: 'flat-1',
  price({ model, service = 'llm', usage }) {
    const known = model !== 'mystery';
    const lines = Object.entries(known ? usage : {}).map(([unit, quantity]) => ({
      unit,
      quantity,
      unitPrice: picoUsd(2n),
      per: ONE,
      cost: picoUsd((quantity * 2n) / ONE),
      priceId: `flat:${unit}`,
    }));
    return {
      status: known ? 'priced' : 'unpriced',
      lines,
      cost: sumUsd(lines.map(({ cost }) => cost)),
      unpriced: known ? [] : Object.keys(usage),
      service,
      known,
      approximate: false,
      catalogueVersion: 'flat-1',
    };
  },
};

/** A priced entry with a user, a resource, a group and a tracked tag. */
export function anEntry(overrides: Partial<Entry> = {}): Entry {
  return {
    day: aDay('2026-11-21'),
    ...NOTHING_SAID,
    lane: 0,
    id: 'event-1',
    occurredAt: Date.UTC(2026, 10, 21, 10, 15, 30, 123),
    recordedAt: Date.UTC(2026, 10, 21, 10, 15, 32),
    mark: { batch: '01M7YSN7DR000000000000000A', index: 0 },
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    attributes: {},
    usage: { input_tokens: picoUnits(800n * ONE), output_tokens: picoUnits(340n * ONE) },
    lines: [],
    cost: picoUsd(324_000_000n),
    status: 'priced',
    userId: 'user-42',
    resource: { type: 'episode', id: 'ep-7' },
    group: { type: 'podcast', id: 'pod-1' },
    tags: { tier: 'tier2' },
    catalogueVersion: 'flat-1',
    known: true,
    providerKnown: overrides.known ?? true,
    approximate: false,
    trackedTags: ['tier'],
    userLane: 0,
    totalLane: 0,
    sourceHash: Buffer.alloc(16, 1),
    contentHash: Buffer.alloc(16, 2),
    ...overrides,
  };
}
