import { describe, expect, it } from 'vitest';
import { dayIndexKey, totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { catalogueSource } from '../../support/catalogue-source.ts';

import { entryItem } from '../../../adapters/dynamo/entry-item.ts';
import { additionsOf } from '../../../adapters/dynamo/total-item.ts';
import type { Contribution } from '../../../core/spend/contributions.ts';
import { ONE, picoUnits, picoUsd } from '../../../core/money/decimal.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { parseExactJson, contentHash, sourceHash } from '../../../core/usage/exact-json.ts';
import { makeEntry, withMark } from '../../../core/usage/make-entry.ts';
import { parseMessage } from '../../../core/usage/parse-message.ts';
import { usageEvent } from '../../../testing/factories.ts';
import { itemSize, WRITE_UNIT } from '../../../testing/item-size.ts';

const UUID = '7b0c4e1a-94b3-4f0e-8f6a-2f5d9c1e7a3b';
const settings = ledgerSettingsSchema.parse({ trackedTags: ['tier', 'niche'], retentionDays: 730 });

async function writtenItem(overrides: Record<string, unknown>) {
  const body = JSON.stringify(
    usageEvent({
      id: UUID,
      userId: UUID,
      resource: { type: 'episode', id: UUID },
      group: { type: 'podcast', id: UUID },
      holdId: UUID,
      ...overrides,
    }),
  );
  const [parsed] = parseMessage(body);
  if (parsed?.kind !== 'accepted') throw new Error(JSON.stringify(parsed?.errors));
  const prices = await catalogueSource(settings).current();
  const hashes = { contentHash: contentHash(parseExactJson(body)), sourceHash: sourceHash(UUID, 999) };
  const source = { event: parsed.event, ...hashes, recordedAt: Date.UTC(2026, 10, 21, 10, 15, 33, 987) };
  const entry = withMark(makeEntry(source, settings, prices), {
    batch: '01M7YSN7DR000000000000000A',
    index: 4999,
  });
  return { entry, size: itemSize(entryItem(entry)) };
}

describe('an item of DynamoDB', () => {
  it('is measured by the rules of the developer guide', () => {
    expect(itemSize({ pk: 'ab' })).toBe(4);
    expect(itemSize({ n: 0 })).toBe(2);
    expect(itemSize({ n: 1200 })).toBe(3);
    expect(itemSize({ n: -123 })).toBe(5);
    expect(itemSize({ ü: true })).toBe(3);
    expect(itemSize({ b: new Uint8Array(16) })).toBe(17);
    expect(itemSize({ l: ['a', 'b'] })).toBe(1 + 3 + 2 * 2);
    expect(itemSize({ m: { k: 'v' } })).toBe(1 + 3 + 1 + 2);
  });
});

describe('an entry fits one write unit', () => {
  it('as the example of the message format with UUIDs', async () => {
    const { entry, size } = await writtenItem({ attributes: {} });
    expect(entry.lines).toHaveLength(3);
    expect(size).toBeLessThanOrEqual(WRITE_UNIT);
  });

  it('with five lines', async () => {
    const { entry, size } = await writtenItem({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      attributes: {},
      usage: {
        input_tokens: 123_456,
        cache_read_tokens: 98_765,
        cache_write_5m_tokens: 45_678,
        cache_write_1h_tokens: 34_567,
        output_tokens: 8_192,
      },
    });
    expect(entry.lines).toHaveLength(5);
    expect(entry.status).toBe('priced');
    expect(size).toBeLessThanOrEqual(WRITE_UNIT);
  });
});

/** A total after a busy day: sums of nine digits of dollars, everything filled. */
function totalSize(contribution: Omit<Contribution, 'cost' | 'events' | 'unpriced'>): number {
  const full = { cost: picoUsd(123_456_789_012_345_678n), events: 123_456, unpriced: 1234, ...contribution };
  const { total } = full;
  return itemSize({
    ...totalKey(total),
    ...dayIndexKey(total),
    ...Object.fromEntries(additionsOf(full)),
    e: 'T',
    v: 123_456,
    w: Date.UTC(2026, 10, 21, 10, 15, 33, 987),
    ...(full.firstAt === undefined ? {} : { f: full.firstAt }),
  });
}

const units = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
];
const usage = new Map(
  [...units, 'images', 'characters', 'audio_seconds'].map((unit) => [
    unit,
    picoUnits(123_456_789_012n * ONE),
  ]),
);
const models = [
  'gpt-4o-mini',
  'gpt-4o',
  'gpt-4.1-mini',
  'claude-sonnet-4-5',
  'gemini-2.5-flash',
  'eleven_multilingual_v2',
];
const breakdown = new Map(
  models.map((model) => [
    model,
    { provider: 'anthropic', service: 'llm', model, cost: picoUsd(12_345_678_901_234_567n) },
  ]),
);
const day = aDay('2026-11-21');
const unowned = { cost: picoUsd(123_456_789_012_345_678n), events: 123_456, unpriced: 1234 };
const failures = { ...unowned, asked: 123_456 };
const resource = { type: 'episode', id: UUID };
const group = { type: 'podcast', id: UUID };
const firstAt = Date.UTC(2026, 10, 21, 0, 0, 0, 123);
const hours = new Map(
  Array.from({ length: 24 }, (_, hour) => [
    String(hour).padStart(2, '0'),
    { cost: picoUsd(12_345_678_901_234_567n), events: 12_345 },
  ]),
);

describe('a total with ordinary breakdowns fits one write unit', () => {
  it.each<[string, Omit<Contribution, 'cost' | 'events' | 'unpriced'>]>([
    [
      'organisation cell',
      {
        total: {
          kind: 'cell',
          day,
          lane: 0,
          provider: 'anthropic',
          service: 'llm',
          model: 'claude-sonnet-4-5-20250929',
        },
        failures,
        hours,
        usage: new Map([...usage].slice(0, 5)),
      },
    ],
    [
      'user',
      {
        total: { kind: 'day', day, lane: 0, of: { kind: 'user', id: UUID } },
        failures,
        usage,
        breakdown,
        firstAt,
      },
    ],
    [
      'resource',
      {
        total: { kind: 'day', day, lane: 0, of: { kind: 'resource', ...resource }, group },
        unowned,
        usage,
        breakdown,
        firstAt,
      },
    ],
    [
      'group',
      {
        total: { kind: 'day', day, lane: 0, of: { kind: 'group', ...group } },
        unowned,
        usage,
        breakdown,
        firstAt,
      },
    ],
    [
      'tag',
      {
        total: { kind: 'day', day, lane: 0, of: { kind: 'tag', type: 'niche', id: 'finance' } },
        usage,
        breakdown,
        firstAt,
      },
    ],
    [
      'operation',
      { total: { kind: 'day', day, lane: 0, of: { kind: 'operation', id: 'script-generation' } }, failures },
    ],
    [
      'late total',
      { total: { kind: 'late', month: aMonth('2026-10'), of: { kind: 'resource', ...resource } } },
    ],
  ])('%s', (_name, contribution) => {
    expect(totalSize(contribution)).toBeLessThanOrEqual(WRITE_UNIT);
  });
});
