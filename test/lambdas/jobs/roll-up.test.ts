import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Table } from '../../../adapters/dynamo/table.ts';
import { DynamoDaySumsStore } from '../../../adapters/dynamo/day-sums-store.ts';
import { runJob } from '../../../core/jobs/job.ts';
import type { RepairLimits } from '../../../core/spend/gather-entries.ts';
import { movedDays } from '../../../core/spend/read-day-facts.ts';
import { rollUpJob } from '../../../lambdas/jobs/roll-up.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startStrictDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-19');
const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') };

let dynamo: Awaited<ReturnType<typeof startStrictDynamo>>;
let api: TestApi;

let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  // A job reads what it needs to be true with consistency; a page that is opened later has caught up.
  dynamo = await startStrictDynamo(Infinity);
  ledger = await startLedger(dynamo, 'rollup', clock);
  const events = Array.from({ length: 30 }, (_, i) =>
    usageEvent(`e${String(i).padStart(2, '0')}`, {
      occurredAt: `${DAY}T10:00:00Z`,
      userId: i === 0 ? undefined : `user-${i % 4}`,
      usage: { input_tokens: 1000 * (i + 1) },
    }),
  );
  await ledger.record([
    ...events,
    usageEvent('today'),
    usageEvent('sunday', { occurredAt: '2026-11-15T10:00:00Z' }),
  ]);
  await ledger.aggregate([DAY, aDay('2026-11-20'), aDay('2026-11-15')]);
  api = startApi(dynamo, 'rollup', { clock });
});
afterAll(() => dynamo.stop());

async function run(request: string, date: string, limits?: RepairLimits) {
  const { status, body } = await api.call(request, { body: { date } });
  expect(status).toBe(202);
  const kinds = {
    'roll-up': rollUpJob(ledgerOn(dynamo.client(), 'rollup', testSettings, clock), memoryWork(), limits),
  };
  const ports = { jobs: api.ports.jobs.jobs, queue: api.ports.jobs.queue, clock };
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Infinity, true);
  dynamo.catchUp();
  return (await api.call(`/jobs/${String(body['jobId'])}`)).body;
}

interface Summary {
  readonly date: string;
  readonly activeUsers: number | null;
  readonly dearestEntries: { readonly id: string; readonly costUsd: string }[] | null;
}

async function days(): Promise<Map<string, Summary>> {
  dynamo.catchUp();
  const { body } = await api.call('/summary/daily?from=2026-11-15&to=2026-11-20');
  return new Map((body as unknown as { days: Summary[] }).days.map((day) => [day.date, day]));
}

describe('the roll-up of a day', () => {
  it('shows users of open days and no most expensive entries before it ran', async () => {
    const found = await days();
    expect(found.get(DAY)).toMatchObject({ activeUsers: 4, dearestEntries: null });
    expect(found.get('2026-11-18')).toMatchObject({ activeUsers: 0, dearestEntries: [] });
  });

  it('keeps the twenty most expensive entries and the active users, twice the same', async () => {
    expect(await run('POST /aggregate/daily', DAY)).toMatchObject({
      status: 'done',
      result: { repaired: 0 },
    });
    const once = (await days()).get(DAY);
    expect(once?.activeUsers).toBe(4);
    expect(once?.dearestEntries?.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, i) => `e${29 - i}`),
    );
    await run('POST /aggregate/daily', DAY);
    expect((await days()).get(DAY)).toEqual(once);
  });

  it('keeps the sums of the users in one item', async () => {
    const kept = await new DynamoDaySumsStore(new Table(dynamo.client(), 'rollup')).read('user', [DAY]);
    const { totals } = ledgerOn(dynamo.client(), 'rollup', testSettings, clock);
    const users = await totals.users({ from: DAY, to: DAY }, 'sums');
    expect(kept.get(DAY)?.sums).toEqual(
      users.map(({ name, total }) => ({ of: { kind: 'user', id: name }, total })),
    );
    expect(users).toHaveLength(5);
  });

  it('comes to the same in steps of a few entries', async () => {
    const once = (await days()).get(DAY);
    const steps = { entries: 7, totals: 9 };
    expect(await run('POST /aggregate/daily', DAY, steps)).toMatchObject({
      status: 'done',
      result: { repaired: 0 },
    });
    expect((await days()).get(DAY)).toEqual(once);
  });

  it('is old once the day has changed, says so, and is made again the next night', async () => {
    const { dayFacts, totals } = ledgerOn(dynamo.client(), 'rollup', testSettings, clock);
    const span = { from: aDay('2026-11-01'), to: DAY };
    expect(await movedDays(span, dayFacts, totals)).toEqual([]);
    await ledger.record([
      usageEvent('late', {
        occurredAt: `${DAY}T11:00:00Z`,
        userId: 'late user',
        usage: { input_tokens: 9_000_000 },
      }),
    ]);
    await ledger.aggregate([DAY]);
    expect((await days()).get(DAY)).toMatchObject({ activeUsers: 5, dearestEntries: null });
    expect(await movedDays(span, dayFacts, totals)).toEqual([DAY]);
    await run('POST /aggregate/daily', DAY);
    const again = (await days()).get(DAY);
    expect(again).toMatchObject({ activeUsers: 5, dearestEntries: { 0: { id: 'late' } } });
    expect(again?.dearestEntries).toHaveLength(20);
    expect(await movedDays(span, dayFacts, totals)).toEqual([]);
  });

  it('counts nobody and nothing whose entries are all void, before and after it ran again', async () => {
    const attributed = { resource: { type: 'episode', id: 'void' }, group: { type: 'podcast', id: 'void' } };
    await ledger.record([
      usageEvent('mistake', { occurredAt: `${DAY}T12:00:00Z`, userId: 'mistaken', ...attributed }),
    ]);
    await ledger.aggregate([DAY]);
    await run('POST /aggregate/daily', DAY);
    const months = async () => {
      const { body } = await api.call('/summary/monthly?from=2026-11&to=2026-11');
      return (body as unknown as { months: object[] }).months[0];
    };
    expect((await days()).get(DAY)).toMatchObject({ activeUsers: 6, resources: 2 });
    expect(await months()).toMatchObject({ activeUsers: 6, resources: 2, activeGroups: 2 });
    await api.call('POST /entries/mistake/void', { body: { requestId: 'r1', reason: 'never happened' } });
    await ledger.aggregate([DAY]);
    expect((await days()).get(DAY)).toMatchObject({ activeUsers: 5, resources: 1 });
    await run('POST /aggregate/daily', DAY);
    expect((await days()).get(DAY)).toMatchObject({ activeUsers: 5, resources: 1 });
    expect(await months()).toMatchObject({ activeUsers: 5, resources: 1, activeGroups: 1 });
  });

  it('means yesterday where no day is named, as a call without a body does', async () => {
    const { status, body } = await api.call('POST /aggregate/daily');
    expect(status).toBe(202);
    api.started.splice(0);
    const { input } = (await api.ports.jobs.jobs.read(String(body['jobId']))) ?? {};
    expect(input).toEqual({ date: DAY });
  });

  it('gives the week the most expensive of its days', async () => {
    await run('POST /aggregate/monthly', '2026-11-02');
    const { body } = await api.call('/summary/weekly?from=2026-11-15&to=2026-11-20');
    const { weeks } = body as unknown as { weeks: { dearestEntries: { id: string }[] }[] };
    expect(weeks.map(({ dearestEntries }) => dearestEntries.length)).toEqual([1, 20]);
    expect(weeks[1]?.dearestEntries[0]?.id).toBe('late');
  });

  it('takes a month by its name or one of its days, and refuses what is neither', async () => {
    const job = await run('POST /aggregate/monthly', '2026-11');
    expect(job).toMatchObject({
      status: 'done',
      result: { date: '2026-11', days: 30, close: 'not asked for' },
    });
    for (const date of ['2026-11', '2030-01-15']) {
      const { status, body } = await api.call('POST /aggregate/monthly', { body: { date, close: true } });
      expect([status, body['errors']]).toMatchObject([400, [{ field: 'close' }]]);
    }
    for (const date of ['2026-13', 'soon']) {
      expect((await api.call('POST /aggregate/monthly', { body: { date } })).status).toBe(400);
    }
    expect((await api.call('POST /aggregate/daily', { body: { date: '2026-11' } })).status).toBe(400);
  });
});
