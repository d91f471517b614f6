import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../core/errors.ts';
import { findEntry } from '../../../core/spend/find-entry.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
/** Its time is another than that of the entry that has it. */
const UUID = '019aa603-8a8b-7000-8000-000000000000';

/** Which days were looked at for an id, and what was found. */
async function find(id: string, entries: readonly Entry[], occurredAt?: { from: Day; to: Day }) {
  const context = memorySpend(entries, { now: NOW });
  const looked: (readonly Day[])[] = [];
  const history: typeof context.history = {
    ...context.history,
    entriesById: (wanted, days) => {
      looked.push(days);
      return context.history.entriesById(wanted, days);
    },
  };
  const found = await findEntry(id, occurredAt, { ...context, history }).catch((error: unknown) => error);
  return { found, looked };
}

describe('an entry by its id', () => {
  it('is looked for on the days that are named, and nowhere else', async () => {
    const entries = [entryAt('2026-11-10T10:00:00Z', { id: 'a' })];
    const days = { from: aDay('2026-11-09'), to: aDay('2026-11-10') };
    expect(await find('a', entries, days)).toMatchObject({
      found: { id: 'a' },
      looked: [['2026-11-09', '2026-11-10']],
    });
    const none = await find('a', entries, { from: aDay('2026-11-11'), to: aDay('2026-11-11') });
    expect([none.found instanceof NotFoundError, none.looked.length]).toEqual([true, 1]);
  });

  it.each([
    ['a UUID of version 7', uuidAt('2026-11-10T10:00:00Z')],
    ['one in capitals', uuidAt('2026-11-10T10:00:00Z').toUpperCase()],
    ['a ULID', ulid(Date.parse('2026-11-10T10:00:00Z'))],
    ['that of a correction', `${uuidAt('2026-11-10T10:00:00Z')}~a0001`],
  ])('that is %s is looked for around its time', async (_, id) => {
    const { looked } = await find(id, [entryAt('2026-11-10T10:00:00Z', { id })]);
    expect(looked).toEqual([['2026-11-09', '2026-11-10', '2026-11-11']]);
  });

  it('is looked for in the whole ledger where its time is another, or none', async () => {
    const entries = [
      entryAt('2026-11-01T10:00:00Z', { id: UUID }),
      entryAt('2026-11-21T10:00:00Z', { id: 'x' }),
    ];
    const other = await find(UUID, entries);
    expect([(other.found as Entry).id, other.looked.at(-1)]).toEqual([UUID, ['2026-11-21', '2026-11-01']]);
    // Day 10889-08-02, and no day at all.
    for (const id of ['ffffffff-ffff-7000-8000-000000000000', 'x']) {
      const { looked } = await find(id, entries);
      expect(looked[0]).toEqual(['2026-11-21', '2026-11-01']);
    }
  });

  it('is looked for a hundred held days at a time, newest first, and the newest is taken', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      entryAt(new Date(NOW - index * 86_400_000).toISOString(), {
        id: index % 120 === 0 ? 'x' : `e${index}`,
      }),
    );
    const found = await find('x', many);
    expect((found.found as Entry).occurredAt).toBe(NOW);
    expect(found.looked.map((days) => days.length)).toEqual([100]);
    const old = await find('e149', many);
    expect([(old.found as Entry).id, old.looked.map((days) => days.length)]).toEqual(['e149', [100, 50]]);
    const twice = [
      entryAt('2026-11-01T10:00:00Z', { id: 'x', lane: 1 }),
      entryAt('2026-11-02T10:00:00Z', { id: 'x' }),
    ];
    expect(((await find('x', twice)).found as Entry).day).toBe('2026-11-02');
  });

  it('is not found in an empty ledger, nor where nothing has the id', async () => {
    for (const entries of [[], [entryAt('2026-11-01T10:00:00Z', { id: 'x' })]])
      expect(((await find('nothing', entries)).found as Error).message).toMatch(
        /^no entry has the id "nothing"/,
      );
    expect((await find('nothing', [])).looked).toEqual([]);
  });
});

function uuidAt(time: string): string {
  const hex = Date.parse(time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-9def-0123456789ab`;
}
