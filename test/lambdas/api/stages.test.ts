import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntrySettings } from '../../../core/usage/make-entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const LANES = [
  { from: aDay('2026-11-19'), count: 3 },
  { from: aDay('2026-11-20'), count: 5 },
];
let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

/** A ledger of a stage with entries on three days, and its API. */
async function stage(table: string, settings: EntrySettings): Promise<TestApi> {
  const ledger = await startLedger(dynamo, table, undefined, settings);
  const days = [aDay('2026-11-18'), aDay('2026-11-19'), aDay('2026-11-20')];
  const event = (index: number) =>
    usageEvent(`e${index}`, {
      occurredAt: `${days[index % 3]}T23:30:00Z`,
      userId: index % 4 === 0 ? undefined : `user-${index % 4}`,
      usage: { input_tokens: 1_000_000 },
    });
  await ledger.record(Array.from({ length: 24 }, (_, index) => event(index)));
  await ledger.aggregate([...days, aDay('2026-11-21')]);
  return startApi(dynamo, table, {
    settings: { ...settings, lanes: [...settings.lanes], trackedTags: ['tier'] },
  });
}

describe('a stage with lanes', () => {
  it('reads the sum of the lanes, before and after their number changed', async () => {
    const api = await stage('lanes', { timeZone: 'UTC', lanes: LANES, trackedTags: ['tier'] });
    const range = 'from=2026-11-18&to=2026-11-20';
    expect((await api.call('/status')).body).toMatchObject({ recorded: 24, aggregated: 24 });
    expect((await api.call(`/summary/daily?${range}`)).body).toMatchObject({
      days: [
        { date: '2026-11-18', totalUsd: '1.2', events: 8 },
        { date: '2026-11-19', totalUsd: '1.2', events: 8 },
        { date: '2026-11-20', totalUsd: '1.2', events: 8 },
      ],
    });
    expect((await api.call('/users')).body).toMatchObject({
      users: [
        { userId: 'system', events: 6 },
        { userId: 'user-1', events: 6 },
        { userId: 'user-2', events: 6 },
        { userId: 'user-3', events: 6 },
      ],
    });
    expect((await api.call('/users/user-2')).body).toMatchObject({ totalUsd: '0.9', events: 6 });
    expect((await api.call('/users/system')).body).toMatchObject({ totalUsd: '0.9', events: 6 });
    expect((await api.call('/breakdown/operation')).body).toMatchObject({ totalUsd: '3.6' });
    const { body } = await api.call('/entries?limit=200');
    expect((body as unknown as { entries: unknown[] }).entries).toHaveLength(24);
    for (const id of ['e0', 'e1', 'e2', 'e23'])
      expect((await api.call(`/entries/${id}`)).body).toMatchObject({ id });
    const sorted = await api.call('/entries?from=2026-11-20&to=2026-11-20&sort=cost');
    expect((sorted.body as unknown as { entries: unknown[] }).entries).toHaveLength(8);
  });
});

describe('a stage with a time zone', () => {
  it('counts days and hours of its own', async () => {
    const api = await stage('zone', { timeZone: 'Europe/Berlin', lanes: [], trackedTags: ['tier'] });
    expect((await api.call('/summary/daily?from=2026-11-18&to=2026-11-21')).body).toMatchObject({
      days: [
        { date: '2026-11-18', events: 0 },
        { date: '2026-11-19', events: 8 },
        { date: '2026-11-20', events: 8 },
        { date: '2026-11-21', events: 8 },
      ],
    });
    const { body } = await api.call('/trends?interval=hour&from=2026-11-19&to=2026-11-19');
    const [first] = (body as unknown as { points: unknown[] }).points;
    expect(first).toMatchObject({ at: '2026-11-18T23:00:00.000Z', period: '2026-11-19T00', events: 8 });
    expect((await api.call('/entries?from=2026-11-21&to=2026-11-21')).body).toMatchObject({ scanned: 8 });
    expect((await api.call('/entries?from=2026-11-20T23:00:00Z&limit=1')).body).toMatchObject({
      entries: [{ day: '2026-11-21' }],
    });
  });

  it('shows the hour that the clocks repeat once, with both', async () => {
    const settings: EntrySettings = { timeZone: 'Europe/Berlin', lanes: [], trackedTags: [] };
    const ledger = await startLedger(dynamo, 'clocks', undefined, settings);
    await ledger.record([
      usageEvent('a', { occurredAt: '2026-10-25T00:30:00Z' }),
      usageEvent('b', { occurredAt: '2026-10-25T01:30:00Z' }),
    ]);
    await ledger.aggregate([aDay('2026-10-25')]);
    const api = startApi(dynamo, 'clocks', { settings: { timeZone: 'Europe/Berlin' } });
    const { body } = await api.call('/trends?interval=hour&from=2026-10-25&to=2026-10-25');
    const { points } = body as unknown as { points: { period: string; events: number }[] };
    expect(points).toHaveLength(24);
    expect(points[2]).toMatchObject({ period: '2026-10-25T02', events: 2 });
    expect((await api.call('/entries?limit=1')).body).toMatchObject({ entries: [{ id: 'b' }] });
  });
});
