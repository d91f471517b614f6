import { describe, expect, it } from 'vitest';
import { NO_NAME } from '../../../contracts/report-vocabulary.ts';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { parseDimension, trackedTag } from '../../../core/spend/dimension.ts';
import { ALL_ENTRIES, type EntryFilter } from '../../../core/spend/entry-filter.ts';
import { readBreakdown } from '../../../core/spend/read-breakdown.ts';
import { MOST_SCANNED, TooManyEntriesError } from '../../../core/spend/scan-entries.ts';
import { readEveryScope } from '../../../core/spend/scope-totals.ts';
import type { SpendFilter, SpendFilters } from '../../../core/spend/spend-filters.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAYS = { from: aDay('2026-11-20'), to: aDay('2026-11-21') };
const TAGS = ['tier'];
const usd = (text: string) => ({ cost: parseUsd(text) });
const FAILED = { outcome: 'failed' };
const BARE = { userId: undefined, resource: undefined, group: undefined, tags: {} };

const ENTRIES = [
  entryAt('2026-11-19T23:59:59Z', usd('1024')),
  entryAt('2026-11-20T00:00:00Z', { ...usd('1'), operation: 'write', tags: { tier: 'a', other: 'x' } }),
  entryAt('2026-11-20T10:00:00Z', { ...usd('2'), ...BARE, model: 'gpt-4o-2024-08-06' }),
  entryAt('2026-11-20T11:00:00Z', {
    ...usd('4'),
    operation: 'speak',
    userId: 'user-2',
    model: 'gpt-4o',
    ...FAILED,
  }),
  entryAt('2026-11-21T10:00:00Z', {
    ...usd('8'),
    provider: 'anthropic',
    service: 'tts',
    tags: { tier: 'b' },
  }),
  entryAt('2026-11-21T11:00:00Z', {
    ...usd('16'),
    resource: { type: 'page', id: 'p-1' },
    group: { type: 'site', id: 's-1' },
    ...FAILED,
  }),
  entryAt('2026-11-21T12:00:00Z', {
    ...usd('0'),
    status: 'unpriced',
    known: false,
    providerKnown: true,
    model: 'odd',
  }),
  entryAt('2026-11-21T23:59:59.999Z', { ...usd('32'), resource: { type: 'episode', id: 'ep-8' } }),
  entryAt('2026-11-22T00:00:00Z', usd('2048')),
];
const CONTEXT = memorySpend(ENTRIES, { now: NOW });

function filtersOf(entries: Partial<EntryFilter>): SpendFilters {
  const { userId, group, resource, tag, provider, service, model } = { ...ALL_ENTRIES, ...entries };
  const scopes: SpendFilter[] = [
    ...(userId === undefined ? [] : [{ kind: 'user', id: userId } as const]),
    ...(resource ? [{ kind: 'resource', ...resource } as const] : []),
    ...(group ? [{ kind: 'group', ...group } as const] : []),
    ...(tag?.value === undefined ? [] : [{ kind: 'tag', type: tag.name, id: tag.value } as const]),
  ];
  return { scopes, cell: { provider, service, model }, entries: { ...ALL_ENTRIES, ...entries } };
}

const text = (
  of: string,
  { cost, events, unpriced }: { cost: bigint; events?: number | undefined; unpriced?: number | undefined },
) => `${of} ${cost / parseUsd('1')} ${events} ${unpriced}`;

/** Names with dollars, events and events without a price; and whether entries were added up. */
async function breakdown(
  dimension: string,
  entries: Partial<EntryFilter> = {},
  days = DAYS,
  context = CONTEXT,
) {
  const found = await readBreakdown(parseDimension(dimension, TAGS), filtersOf(entries), days, context);
  return {
    items: found.items.map((item) => text(item.name, item)),
    ids: found.items.flatMap(({ ids = [] }) => ids.map((one) => text(one.id, one))),
    references: found.items.map(({ reference }) => reference),
    total: Number(found.total / parseUsd('1')),
    unpriced: found.unpriced,
    scanned: found.scanned,
  };
}

describe('a breakdown of everything', () => {
  it.each([
    ['provider', ['openai 55 6 1', 'anthropic 8 1 0']],
    ['service', ['llm 55 6 1', 'tts 8 1 0']],
    ['model', ['gpt-4o-mini 57 4 0', 'gpt-4o 6 2 0', 'odd 0 1 1']],
    ['operation', [`${NO_NAME} 58 5 1`, 'speak 4 1 0', 'write 1 1 0']],
    ['user', ['user-42 57 5 1', 'user-2 4 1 0', 'system 2 1 0']],
    ['group', ['podcast/pod-1 45 5 1', 'site/s-1 16 1 0', `${NO_NAME} 2 1 0`]],
    ['resource', ['episode/ep-8 32 1 0', 'page/p-1 16 1 0', 'episode/ep-7 13 4 1', `${NO_NAME} 2 1 0`]],
    ['tag:tier', ['tier2 52 4 1', 'b 8 1 0', `${NO_NAME} 2 1 0`, 'a 1 1 0']],
  ])('by %s names every part, the most expensive first', async (dimension, items) => {
    const found = await breakdown(dimension);
    expect(found).toMatchObject({ items, total: 63, unpriced: 1, scanned: false });
  });

  it('by model names the ids where a model has another, and by resource what it is', async () => {
    expect((await breakdown('model')).ids).toEqual([
      'gpt-4o-mini 57 4 0',
      'gpt-4o 4 1 0',
      'gpt-4o-2024-08-06 2 1 0',
      'odd 0 1 1',
    ]);
    const found = await breakdown('resource');
    expect([found.ids, found.references.slice(0, 2), found.references.at(-1)]).toEqual([
      [],
      [
        { type: 'episode', id: 'ep-8' },
        { type: 'page', id: 'p-1' },
      ],
      undefined,
    ]);
    expect((await breakdown('operation')).references).toEqual([undefined, undefined, undefined]);
  });

  it('makes nothing without a name of what an index does not show yet', async () => {
    const { totals } = CONTEXT;
    const twice: typeof totals.operations = async (days) => {
      const found = await totals.operations(days);
      return [...found, ...found, ...found, ...found, ...found, ...found, ...found].map((one) => ({
        ...one,
        total: { ...one.total, cost: picoUsd(one.total.cost * 20n), unpriced: 3 },
      }));
    };
    const ahead = { ...CONTEXT, totals: { ...totals, operations: twice } };
    expect((await breakdown('operation', {}, DAYS, ahead)).items).toEqual([
      'speak 560 7 21',
      'write 140 7 21',
      `${NO_NAME} 56 4 1`,
    ]);
    const unpriced: typeof totals.operations = async (days) =>
      (await totals.operations(days)).map((one) => ({ ...one, total: { ...one.total, unpriced: 9 } }));
    const late = { ...CONTEXT, totals: { ...totals, operations: unpriced } };
    expect((await breakdown('operation', {}, DAYS, late)).items[0]).toBe(`${NO_NAME} 58 5 1`);
    const lost = { ...CONTEXT, totals: { ...totals, operations: () => Promise.resolve([]) } };
    expect((await breakdown('operation', {}, DAYS, lost)).items).toEqual([`${NO_NAME} 63 7 1`]);
  });
});

describe('a breakdown of some of it', () => {
  const EPISODE = { type: 'episode', id: 'ep-7' };
  const POD = { type: 'podcast', id: 'pod-1' };

  it.each([
    ['service', { provider: 'openai' }, ['llm 55 6 1'], 1, false],
    ['operation', { provider: 'anthropic' }, [`${NO_NAME} 8 1 0`], 0, true],
    ['provider', { userId: 'user-42' }, ['openai 49 undefined 1', 'anthropic 8 1 0'], 1, false],
    ['model', { userId: 'user-42' }, ['gpt-4o-mini 57 undefined 0', 'odd 0 1 1'], 1, false],
    [
      'model',
      { resource: EPISODE },
      ['gpt-4o-mini 9 undefined 0', 'gpt-4o 4 undefined 0', 'odd 0 1 1'],
      1,
      false,
    ],
    ['service', { tag: { name: 'tier', value: 'tier2' } }, ['llm 52 undefined undefined'], 1, false],
    ['provider', { userId: 'user-2', model: 'gpt-4o' }, ['openai 4 undefined undefined'], undefined, false],
    // A cell without its own name cannot be told from the one that is asked for.
    ['provider', { userId: 'user-42', model: 'gpt-4o-mini' }, ['openai 49 3 0', 'anthropic 8 1 0'], 0, true],
    ['provider', { userId: 'user-2', provider: 'anthropic' }, [], 0, false],
    ['operation', { userId: 'user-2' }, ['speak 4 1 0'], 0, true],
    ['resource', { group: POD }, ['episode/ep-8 32 1 0', 'episode/ep-7 13 4 1'], 1, false],
    ['group', { resource: EPISODE }, ['podcast/pod-1 13 4 1'], 1, true],
    ['user', { group: POD }, ['user-42 41 4 1', 'user-2 4 1 0'], 1, true],
    ['user', { tag: { name: 'tier', value: 'b' } }, ['user-42 8 1 0'], 0, true],
    ['service', { userId: 'user-42', group: POD }, ['llm 33 3 1', 'tts 8 1 0'], 1, true],
    ['tag:tier', { userId: 'user-42' }, ['tier2 48 3 1', 'b 8 1 0', 'a 1 1 0'], 1, true],
    ['model', { operation: 'speak' }, ['gpt-4o 4 1 0'], 0, true],
    ['group', { userId: '-' }, [`${NO_NAME} 2 1 0`], 0, true],
  ])('by %s of %j', async (dimension, entries, items, unpriced, scanned) => {
    const found = await breakdown(dimension, entries);
    expect({ ...found, unpriced: found.items.length === 0 ? unpriced : found.unpriced }).toMatchObject({
      items,
      unpriced,
      scanned,
    });
  });

  it.each([
    ['provider', {}, ['openai 20 2 0'], false],
    ['model', { provider: 'openai' }, ['gpt-4o-mini 16 1 0', 'gpt-4o 4 1 0'], false],
    ['model', { provider: 'anthropic' }, [], false],
    ['operation', {}, [`${NO_NAME} 16 1 0`, 'speak 4 1 0'], false],
    ['user', {}, ['user-42 16 1 0', 'user-2 4 1 0'], false],
    ['user', { userId: 'user-2' }, ['user-2 4 1 0'], false],
    ['user', { userId: '-' }, [], false],
    ['group', {}, ['site/s-1 16 1 0', 'podcast/pod-1 4 1 0'], true],
    ['operation', { model: 'gpt-4o' }, ['speak 4 1 0'], true],
    ['user', { userId: 'user-2', model: 'gpt-4o' }, ['user-2 4 1 0'], true],
    ['provider', { userId: 'user-42' }, ['openai 16 1 0'], true],
    ['operation', { group: { type: 'site', id: 's-1' } }, [`${NO_NAME} 16 1 0`], true],
  ])('by %s of failed calls of %j', async (dimension, entries, items, scanned) => {
    expect(await breakdown(dimension, { ...FAILED, ...entries })).toMatchObject({ items, scanned });
  });

  it('adds up the entries of its days alone, of failed calls those of days that have some', async () => {
    const looked: string[] = [];
    const history: typeof CONTEXT.history = {
      ...CONTEXT.history,
      hours: (of, first, last) => {
        looked.push(`${new Date(first).toISOString()} ${new Date(last).toISOString()}`);
        return CONTEXT.history.hours(of, first, last);
      },
    };
    const wide = { from: aDay('2026-11-18'), to: aDay('2026-11-25') };
    const context = { ...CONTEXT, history };
    await breakdown('group', FAILED, wide, context);
    await breakdown('model', { ...FAILED, userId: 'user-2' }, wide, context);
    await breakdown('group', { operation: 'write' }, DAYS, context);
    expect(looked).toEqual([
      '2026-11-20T00:00:00.000Z 2026-11-21T23:59:59.999Z',
      '2026-11-20T00:00:00.000Z 2026-11-20T23:59:59.999Z',
      '2026-11-20T00:00:00.000Z 2026-11-21T23:59:59.999Z',
    ]);
    const apart = memorySpend(
      [18, 20, 21].map((day) => entryAt(`2026-11-${day}T10:00:00Z`, { ...usd(`${day}`), ...FAILED })),
      { now: NOW },
    );
    expect((await breakdown('group', FAILED, wide, apart)).items).toEqual(['podcast/pod-1 59 3 0']);
    const none = { from: aDay('2026-11-21'), to: aDay('2026-11-20') };
    expect((await breakdown('group', { operation: 'write' }, none, context)).items).toEqual([]);
  });
});

const hour = (entries: number) => Array.from({ length: entries }, (_, index) => `e${index}`);

/** A history of one hour of so many entries, of which one in a hundred is there. */
const historyOf = (ids: readonly string[]) => {
  const items = ids.map((id) => ({
    day: DAYS.from,
    lane: 0,
    id,
    occurredAt: Date.parse('2026-11-20T10:00:00Z'),
  }));
  const reads: number[] = [];
  return {
    reads,
    history: {
      ...CONTEXT.history,
      hours: async function* () {
        yield await Promise.resolve({ day: DAYS.from, hour: '10', items: [...items, ...items] });
      },
      entries: (keys: readonly { readonly id: string }[]) => {
        reads.push(keys.length);
        const wanted = keys.filter(({ id }) => id.endsWith('00'));
        return Promise.resolve(
          wanted.map(({ id }) => entryAt('2026-11-20T10:00:00Z', { ...usd('1'), id, operation: 'write' })),
        );
      },
    },
  };
};

const ask = (count: number) =>
  breakdown('group', { operation: 'write' }, DAYS, {
    ...CONTEXT,
    history: historyOf(hour(count)).history,
  });

it('reads the totals of a scope once for its parts, and once for what has no price in them', async () => {
  const { totals } = CONTEXT;
  let reads = 0;
  const user: typeof totals.user = (id, days) => {
    reads += 1;
    return totals.user(id, days);
  };
  const history = { ...CONTEXT.history, entries: () => Promise.resolve([]) };
  const context = { ...CONTEXT, totals: { ...totals, user }, history };
  expect(await breakdown('model', { userId: 'user-42' }, DAYS, context)).toMatchObject({ unpriced: 1 });
  expect(reads).toBe(2);
});

describe('a breakdown by entries', () => {
  it('reads a hundred at a time, each entry once', async () => {
    const { reads, history } = historyOf(hour(1050));
    const found = await breakdown('group', { operation: 'write' }, DAYS, { ...CONTEXT, history });
    expect(found.items).toEqual(['podcast/pod-1 10 10 0']);
    expect(reads).toEqual([...Array.from({ length: 10 }, () => 100), 50]);
    const even = historyOf(hour(400));
    await breakdown('group', { operation: 'write' }, DAYS, { ...CONTEXT, history: even.history });
    expect(even.reads).toEqual([100, 100, 100, 100]);
  });

  it('looks at 20,000 and not at one more', async () => {
    expect((await ask(MOST_SCANNED)).items).toEqual(['podcast/pod-1 199 199 0']);
    await expect(ask(MOST_SCANNED + 1)).rejects.toThrow(TooManyEntriesError);
    await expect(ask(MOST_SCANNED + 1)).rejects.toMatchObject({ fields: [{ field: 'from' }] });
  });
});

const refused = (name: string, tags: readonly string[]) => {
  try {
    return parseDimension(name, tags);
  } catch (error) {
    return (error as { fields: readonly { message: string }[] }).fields[0]?.message;
  }
};

describe('a dimension', () => {
  it('is known by its name, a tag where the stage tracks it', () => {
    expect(parseDimension('tag:tier', TAGS)).toEqual({ kind: 'tag', type: 'tier' });
    expect(parseDimension('resource', TAGS)).toEqual({ kind: 'resource' });
    expect(refused('colour', TAGS)).toBe(
      'must be one of provider, service, model, operation, user, group, resource or tag:NAME',
    );
    expect(refused('a tag:', TAGS)).toMatch(/^must be one of/);
    expect(refused('tag:niche', ['tier', 'plan'])).toMatch(/^only tier, plan is tracked/);
    expect(refused('tag:tier', [])).toMatch(/^no tag is tracked/);
    expect(() => trackedTag('niche', TAGS, 'tag')).toThrow('the tag "niche" has no totals');
  });
});

describe('the totals of every scope of a kind', () => {
  it.each([
    ['resource', 'page', ['page/p-1']],
    ['resource', undefined, ['episode/ep-7', 'episode/ep-7', 'episode/ep-8', 'page/p-1']],
    ['group', 'site', ['site/s-1']],
    ['group', undefined, ['podcast/pod-1', 'podcast/pod-1', 'site/s-1']],
    ['tag', 'tier', ['tier/a', 'tier/b', 'tier/tier2', 'tier/tier2']],
  ] as const)('%s, of type %s', async (kind, type, expected) => {
    const found = await readEveryScope(kind, type, DAYS, CONTEXT.totals);
    expect(found.map(({ scope }) => `${scope.type}/${scope.id}`).toSorted()).toEqual(expected);
  });
});
