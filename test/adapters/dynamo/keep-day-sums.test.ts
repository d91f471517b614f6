import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaySums, type NamedSum } from '../../../adapters/dynamo/day-sums.ts';
import { DaySumsKeeper } from '../../../adapters/dynamo/keep-day-sums.ts';
import type { ItemKey } from '../../../adapters/dynamo/keys.ts';
import { ofPartition } from '../../../adapters/dynamo/run-queries.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { SYSTEM_USER } from '../../../contracts/system-user.ts';
import type { DayTotalId } from '../../../core/spend/total-id.ts';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import { repairScope } from '../../../core/spend/repair.ts';
import type { Total } from '../../../core/spend/total.ts';
import { addDays, type Day, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { propertyRuns } from '../../../testing/property-runs.ts';
import { startApi } from '../../support/api.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startErasing } from '../../support/erasing.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const FIRST = aDay('2026-11-06');
const LAST = addDays(FIRST, 9);
const DAYS = daysBetween(FIRST, LAST);
const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

let tables = 0;

function linesOf(sums: readonly NamedSum<DayTotalId<'resource' | 'group'>>[]): string[] {
  return sums
    .map(({ of: { day, of, group }, total: { cost, events, unpriced } }) =>
      [day, of.kind, of.type, of.id, group?.type, group?.id, cost, events, unpriced].join(' '),
    )
    .toSorted();
}

/** A ledger, all that changes its totals, and its users' sums as a function that has read nothing yet reads them. */
async function start() {
  const name = `sums-${++tables}`;
  const clock = { time: NOON, now: () => clock.time };
  const usage = await startLedger(dynamo, name, clock);
  const api = startApi(dynamo, name, { clock });
  const client = dynamo.client();
  const table = new Table(client, name);
  const ledger = ledgerOn(client, name, testSettings, clock);
  const erasing = startErasing(client, name, bucket, clock);
  const keeper = new DaySumsKeeper(table, [], clock);
  let asked = 0;
  const counted = dynamo.client();
  counted.middlewareStack.add((next) => (args) => ((asked += 1), next(args)), { step: 'initialize' });
  let events = 0;
  const record = async (day: Day, userId: string | undefined, more: object = {}) => {
    const id = `e${++events}`;
    await usage.record([usageEvent(id, { occurredAt: `${day}T10:00:00Z`, userId, ...more })]);
    await usage.aggregate([day]);
    return id;
  };
  const sums = async () => {
    asked = 0;
    const found = await new DaySums(new Table(counted, name), [], clock).each('user', DAYS);
    const lines = found.map(({ of, total }) => [`${of.day} ${of.of.id}`, total] as const);
    return { users: new Map<string, Total>(lines.filter(([, { events }]) => events > 0)), requests: asked };
  };
  /**
   * Resources and groups by day, as a function that has read nothing yet reads them, and as they are stored one by
   * one.
   */
  const things = async () => {
    asked = 0;
    const reader = new DaySums(new Table(counted, name), [], clock);
    const found = [...(await reader.each('resource', DAYS)), ...(await reader.each('group', DAYS))];
    const requests = asked;
    return { requests, lines: linesOf(found) };
  };
  const thingsOneByOne = async (of: readonly Day[]) => {
    const reader = new DaySums(table, [], clock);
    const days = await Promise.all(
      of.map(async (day) => [
        ...(await reader.each('resource', [day])),
        ...(await reader.each('group', [day])),
      ]),
    );
    return linesOf(days.flat());
  };
  return {
    clock,
    things,
    thingsOneByOne,
    client,
    name,
    table,
    record,
    sums,
    keep: (day: Day) => keeper.keep(day),
    /** A total that lost something, as a fault outside the ledger would leave it. */
    damage: async (day: Day, userId: string) => {
      const lose = { UpdateExpression: 'ADD c :c', ExpressionAttributeValues: { ':c': 7n } };
      await table.update({ pk: `U#${day}#0`, sk: userId }, lose);
      const [resource] = await table.queryAll(ofPartition('R#episode#ep-7', `D#${day}`));
      if (resource) await table.update(resource as unknown as ItemKey, lose);
    },
    recalculate: (day: Day) =>
      repairScope(ledger.repairScopes.day(day), {
        store: ledger.repairs,
        clock,
        pause: () => Promise.resolve(),
      }),
    voids: async (day: Day, id: string) => {
      const body = { requestId: id, reason: 'a slip' };
      await api.call(`POST /entries/${id}/void?occurredAt=${day}T10:00:00Z`, { body });
      await usage.aggregate([day]);
    },
    erase: async (userId: string) => {
      await erasing.request(userId);
      await erasing.run();
    },
    /** Archives every day, in no file: whether entries are left does not matter here. */
    seal: async () => {
      const nothing = { files: 0, cost: ZERO_USD, events: 0, unpriced: 0, version: 0n };
      for (const day of DAYS) await ledger.archiveNotes.noteDay(day, nothing);
      await ledger.audits.seal(LAST);
    },
    /** What the entries come to, by day and user. */
    naive: async () => {
      const found = new Map<string, bigint>();
      for (const item of await wholeTable(client, name)) {
        if (item['e'] !== 'E') continue;
        const key = `${String(item['pk']).split('#')[1]} ${(item['u'] as string | undefined) ?? SYSTEM_USER}`;
        found.set(key, (found.get(key) ?? 0n) + BigInt(String(item['c'])));
      }
      return found;
    },
    /** Every total of a user as it is stored, read one by one. */
    whole: async () => {
      const found = await ledger.totals.users({ from: FIRST, to: LAST });
      return new Map(
        found
          .filter(({ total }) => total.events > 0)
          .map(({ day, name: user, total }) => {
            const { cost, events, unpriced, version, updatedAt, failures } = total;
            return [`${day} ${user}`, { cost, events, unpriced, version, updatedAt, failures }];
          }),
      );
    },
  };
}

const aDayOfTen = fc.nat(9).map((index) => addDays(FIRST, index));
const aUser = fc.constantFrom('a', 'b#c', 'ünï', undefined);
const aStep = fc.oneof(
  fc.record({
    do: fc.constant('record' as const),
    day: aDayOfTen,
    user: aUser,
    model: fc.constantFrom('gpt-4o-mini', 'nobody-knows'),
    outcome: fc.constantFrom('ok', 'failed'),
  }),
  fc.record({ do: fc.constant('keep' as const), day: aDayOfTen }),
  fc.record({ do: fc.constant('void' as const), pick: fc.nat() }),
  fc.record({ do: fc.constant('damage and recalculate' as const), pick: fc.nat(), keep: fc.boolean() }),
  fc.record({ do: fc.constant('erase' as const), user: fc.constantFrom('a', 'b#c') }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 31, 300) }),
);

describe('sums in one item a day', () => {
  it('make an answer one request for all days, with the sums to the last digit and attribute', async () => {
    const { clock, record, keep, sums, whole, things } = await start();
    for (const day of DAYS) {
      await record(day, 'a', { outcome: 'failed' });
      await record(day, 'b', { model: 'nobody-knows' });
    }
    const before = await sums();
    const thingsBefore = await things();
    clock.time += 16 * MINUTE;
    for (const day of DAYS) expect(await keep(day)).toEqual(['user', 'resource', 'group']);
    const after = await sums();
    expect(after.users).toEqual(before.users);
    expect(after.users).toEqual(await whole());
    expect(before.requests - after.requests).toBe(DAYS.length);
    const thingsAfter = await things();
    expect(thingsAfter.lines).toEqual(thingsBefore.lines);
    expect(thingsAfter.lines).toHaveLength(2 * DAYS.length);
    expect(thingsBefore.requests - thingsAfter.requests).toBe(2 * DAYS.length);
    await record(FIRST, 'a');
    expect((await sums()).requests).toBe(after.requests + 1);
    expect((await sums()).users).toEqual(await whole());
  });

  it('are what the entries come to at every moment, whatever happens to the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 12, maxLength: 30 }), async (steps) => {
        const ledger = await start();
        const recorded: { readonly day: Day; readonly id: string; readonly user: string | undefined }[] = [];
        for (const step of steps) {
          // The days that the step may have changed: to read all of them one by one takes most of the time.
          let changed: readonly Day[] = DAYS;
          if (step.do === 'record') {
            const { day, user, model, outcome } = step;
            recorded.push({ day, user, id: await ledger.record(day, user, { model, outcome }) });
            changed = [day];
          } else if (step.do === 'keep') {
            await ledger.keep(step.day);
            changed = [step.day];
          } else if (step.do === 'wait') ledger.clock.time += step.minutes * MINUTE;
          else if (step.do === 'erase') await ledger.erase(step.user);
          else {
            const picked = recorded[step.pick % recorded.length];
            if (!picked) continue;
            changed = [picked.day];
            if (step.do === 'void') await ledger.voids(picked.day, picked.id);
            else {
              await ledger.damage(picked.day, picked.user ?? SYSTEM_USER);
              if (step.keep) await ledger.keep(picked.day);
              await ledger.recalculate(picked.day);
            }
          }
          const { users } = await ledger.sums();
          expect(users).toEqual(await ledger.whole());
          const lines = (await ledger.things()).lines.filter((line) =>
            changed.some((day) => line.startsWith(day)),
          );
          expect(lines).toEqual(await ledger.thingsOneByOne(changed));
          for (const [key, cost] of await ledger.naive()) expect(users.get(key)?.cost ?? 0n).toBe(cost);
        }
      }),
      propertyRuns(1),
    );
  });

  it('are not put where a repair changes a total while they are read, nor for half an hour after it', async () => {
    const { clock, name, record, damage, recalculate, sums, keep, whole } = await start();
    for (const day of DAYS) await record(day, 'a');
    await damage(FIRST, 'a');
    // The repair comes when the users have been read.
    const slow = dynamo.client();
    let repaired = false;
    slow.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        const { ExpressionAttributeValues: values } = args.input as {
          ExpressionAttributeValues?: Record<string, { S?: string }>;
        };
        if (!repaired && values?.[':pk']?.S?.startsWith('U#')) {
          repaired = true;
          await recalculate(FIRST);
        }
        return answer;
      },
      { step: 'initialize' },
    );
    expect(await new DaySumsKeeper(new Table(slow, name), [], clock).keep(FIRST)).not.toContain('user');
    expect(repaired).toBe(true);
    expect((await sums()).users).toEqual(await whole());
    clock.time += 29 * MINUTE;
    // The repair changed a resource's total too, and no group's.
    expect(await keep(FIRST)).toEqual(['group']);
    clock.time += MINUTE;
    expect(await keep(FIRST)).toEqual(['user', 'resource', 'group']);
    expect((await sums()).users).toEqual(await whole());
  });

  it.each([
    ['open', false],
    ['archived', true],
  ])('name nobody who was erased, of days that are %s', async (_, archived) => {
    const { record, keep, erase, seal, client, name, sums, whole } = await start();
    for (const day of DAYS) await record(day, 'person-42');
    for (const day of DAYS) await keep(day);
    if (archived) await seal();
    await erase('person-42');
    const lists = (await wholeTable(client, name)).filter(({ e, sk }) => e === 'CS' && sk === 'sums#user');
    expect(lists.map(({ b }) => b)).toEqual(DAYS.map(() => undefined));
    expect((await sums()).users).toEqual(await whole());
    expect([...(await sums()).users.keys()].filter((key) => key.includes('person-42'))).toEqual([]);
  });

  it('are not kept of a day without entries', async () => {
    const { keep } = await start();
    expect(await keep(FIRST)).toEqual([]);
  });
});
