import { inspect } from 'node:util';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { DynamoAuditStore } from '../../../adapters/dynamo/audit-store.ts';
import { COUNTS_KEY, type ItemKey } from '../../../adapters/dynamo/keys.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { RecalculateInput } from '../../../contracts/job-message.ts';
import { noteAuditedDay, startAudit } from '../../../core/spend/audit.ts';
import { aggregateUsage } from '../../../core/spend/aggregate-usage.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { addDays, type Day, daysBetween } from '../../../core/time/ledger-time.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { noteDays } from '../../support/note-days.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const DAYS = { from: DAY, to: DAY };
const NOON = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Runs a recalculation to its end as the job function would; answers its result. */
async function recalculate(
  table: string,
  input: RecalculateInput,
  now = NOON + HOUR,
  client = dynamo.client(),
) {
  const kind = recalculateJob(ledgerOn(client, table, testSettings, { now: () => now }), memoryWork());
  const job = { input } as Parameters<typeof kind.step>[0];
  const step = await kind.step(job, Infinity);
  if (!step.done) throw new Error('the step did not end');
  return step.result as {
    repairs: { differenceUsd: string; total: string }[];
    busy: string[];
  };
}

async function plant(table: string, Key: ItemKey, cost: number): Promise<void> {
  await dynamo.client().send(
    new UpdateCommand({
      TableName: table,
      Key: { ...Key },
      UpdateExpression: 'ADD c :c, v :one',
      ExpressionAttributeValues: { ':c': cost, ':one': 1 },
    }),
  );
}

function cellOf(model: string): ItemKey {
  const scope = {
    kind: 'cell',
    day: DAY,
    lane: 0,
    provider: 'openai',
    service: 'llm',
    model,
  } as const;
  return totalKey(scope);
}

describe('the audit of a day', () => {
  it('adds entries that neither the stream nor a tally brought, and moves balancedAsOf', async () => {
    const ledger = await startLedger(dynamo, 'lost');
    await ledger.record([usageEvent('a'), usageEvent('b'), usageEvent('c', { userId: 'user-2' })]);
    const reader = new DynamoTotalsReader(new Table(dynamo.client(), 'lost'), [], { now: Date.now });
    const audits = new DynamoAuditStore(new Table(dynamo.client(), 'lost'));

    await recalculate('lost', { day: DAY }, NOON + 14 * 60_000);
    expect((await reader.counts()).events).toBe(0);

    await recalculate('lost', { day: DAY }, NOON + 16 * 60_000);
    expect((await reader.counts()).events).toBe(3);
    expect(sumTotals((await reader.users(DAYS)).map(({ total }) => total)).events).toBe(3);
    expect(await audits.read()).toMatchObject({ balancedAsOf: NOON + 16 * 60_000, drift: 0n });
    expect(await audits.auditsSince(DAY)).toEqual(
      new Map([[DAY, { audited: NOON + 16 * 60_000, tried: undefined }]]),
    );

    expect((await recalculate('lost', { day: DAY })).repairs).toEqual([]);
    expect((await reader.counts()).events).toBe(3);
  });

  it('heals errors planted while traffic flows, compared before any recalculation at rest', async () => {
    const ledger = await startLedger(dynamo, 'flowing');
    const reader = new DynamoTotalsReader(new Table(dynamo.client(), 'flowing'), [], { now: Date.now });
    let healed = 0;
    for (let round = 0; round < 5; round++) {
      await ledger.record(Array.from({ length: 6 }, (_, i) => usageEvent(`r${round}-${i}`)));
      await plant('flowing', cellOf('gpt-4o-mini'), 1000 + round);
      const records = await ledger.records(DAY);
      const [, audited, second] = await Promise.all([
        aggregateUsage(records, ledger.ports),
        recalculate('flowing', { day: DAY }),
        recalculate('flowing', { day: DAY }),
      ]);
      if (audited.busy.length > 0 && second.busy.length > 0) continue;
      healed++;
      const expected = records.reduce((sum, { contributions }) => sum + (contributions[0]?.cost ?? 0n), 0n);
      const cells = sumTotals((await reader.cells(DAYS)).map(({ total }) => total));
      expect(cells).toMatchObject({ cost: expected, events: records.length });
    }
    expect(healed).toBeGreaterThan(0);
  });
});

describe('a recalculation of everything', () => {
  it('heals late totals and the counts since the start too', async () => {
    const table = 'everything';
    const ledger = await startLedger(dynamo, table, { now: () => NOON });
    const october = { occurredAt: '2026-10-30T10:00:00Z' };
    await ledger.record([usageEvent('a', october), usageEvent('b')]);
    await ledger.aggregate([aDay('2026-10-30'), DAY]);
    await plant(table, COUNTS_KEY, 4_000_000_000_000);
    const late = { kind: 'late', month: aMonth('2026-10'), of: { kind: 'user', id: 'user-1' } } as const;
    await plant(table, totalKey(late), 1_000_000_000_000);

    const { repairs, busy } = await recalculate(table, { all: true });
    expect(busy).toEqual([]);
    expect(repairs.map(({ differenceUsd }) => differenceUsd).toSorted()).toEqual(['-1', '-4']);
    expect((await recalculate(table, { all: true })).repairs).toEqual([]);
  });
});

describe('late totals in a recalculation of everything', () => {
  it('come back when they are lost', async () => {
    const table = 'lost-late';
    const ledger = await startLedger(dynamo, table, { now: () => NOON });
    await ledger.record([usageEvent('a', { occurredAt: '2026-10-30T10:00:00Z' }), usageEvent('b')]);
    await ledger.aggregate([aDay('2026-10-30'), DAY]);
    const Key = { ...totalKey({ kind: 'late', month: aMonth('2026-10'), of: ORGANISATION }) };
    await dynamo.client().send(new DeleteCommand({ TableName: table, Key }));

    const { repairs } = await recalculate(table, { all: true });
    expect(repairs.map(({ total }) => total)).toEqual(['L#2026-10 organisation']);
  });

  it('cost no second pass over a month without late entries', async () => {
    const ledger = await startLedger(dynamo, 'never-late', { now: () => NOON });
    await ledger.record([usageEvent('a'), usageEvent('b')]);
    await ledger.aggregate([DAY]);
    const client = dynamo.client();
    let passes = 0;
    client.middlewareStack.add((next) => (args) => {
      if (inspect(args.input).includes(`E#${DAY}#0`)) passes++;
      return next(args);
    });
    const { repairs } = await recalculate('never-late', { all: true }, NOON + HOUR, client);
    expect({ passes, repairs }).toEqual({ passes: 1, repairs: [] });
  });
});

/** Nights whose audits are started here, and brought to their end as the test says. */
async function startNights(table: string) {
  await dynamo.createTable(table);
  const audits = new DynamoAuditStore(new Table(dynamo.client(), table));
  const started: Day[] = [];
  const moved: Day[] = [];
  const ports = {
    audits,
    jobs: {
      create: () => Promise.resolve(),
      read: () => Promise.resolve(undefined),
      save: () => Promise.resolve(true),
    },
    queue: { send: (id: string) => Promise.resolve(void started.push(aDay(id.slice('audit-'.length, 16)))) },
    clock: { now: () => NOON },
    movedDays: () => Promise.resolve(moved),
  };
  /** Starts a night's audits and brings those of which `ends` answers true to a good end. */
  const night = async (number: number, ends = (_day: Day) => true) => {
    const at = NOON + number * 24 * HOUR;
    started.length = 0;
    await startAudit(ports, at, 'UTC');
    for (const day of started.filter(ends)) await audits.noteAudited(day, at);
    return [...started];
  };
  return { audits, night, moved };
}

describe('the nightly audit', () => {
  const DAYS_KEPT = 75;
  const first = addDays(DAY, -DAYS_KEPT);

  it('takes a day whose totals have changed since its roll-up the next night, once', async () => {
    const { audits, night, moved } = await startNights('moved-night');
    const writer = new DynamoLedgerWriter(new Table(dynamo.client(), 'moved-night'));
    await noteDays(writer, first, addDays(DAY, 31), NOON);
    const before = await night(1);
    const late = addDays(DAY, -20);
    expect(before).not.toContain(late);
    moved.push(late, addDays(DAY, 1));
    const after = await night(2);
    expect(after.filter((day) => day === late)).toHaveLength(1);
    expect(new Set(after).size).toBe(after.length);
    expect((await audits.read()).firstDay).toBe(first);
  });

  it('takes the last three days, and each older one within 30 nights', async () => {
    const { audits, night } = await startNights('nights');
    const writer = new DynamoLedgerWriter(new Table(dynamo.client(), 'nights'));
    await noteDays(writer, first, addDays(DAY, 31), NOON);
    const taken = new Map<string, number>();
    for (let number = 0; number < 31; number++) {
      const days = await night(number);
      expect(days.length).toBeLessThanOrEqual(3 + Math.ceil((DAYS_KEPT + number) / 30));
      const today = addDays(DAY, number);
      expect(days.slice(-3)).toEqual([addDays(today, -3), addDays(today, -2), addDays(today, -1)]);
      for (const day of days) taken.set(day, number);
    }
    expect(daysBetween(first, addDays(DAY, 29)).filter((day) => !taken.has(day))).toEqual([]);
    const { olderAuditedAsOf = 0 } = await audits.read();
    expect(olderAuditedAsOf).toBeGreaterThanOrEqual(NOON);
    await night(31);
    expect((await audits.read()).olderAuditedAsOf).toBeGreaterThan(olderAuditedAsOf);
  });

  it('says nothing of older days while one was never compared, and goes on with the others', async () => {
    const { audits, night } = await startNights('failing');
    const writer = new DynamoLedgerWriter(new Table(dynamo.client(), 'failing'));
    await noteDays(writer, addDays(DAY, -8), addDays(DAY, 40), NOON);
    const failing = addDays(DAY, -8);
    const taken: string[] = [];
    for (let number = 0; number < 15; number++)
      taken.push(...(await night(number, (day) => day !== failing)));
    expect(daysBetween(failing, addDays(DAY, 10)).filter((day) => !taken.includes(day))).toEqual([]);
    expect(taken.filter((day) => day === failing).length).toBeGreaterThan(1);
    expect((await audits.read()).olderAuditedAsOf).toBeUndefined();
    for (let number = 15; number < 40; number++) await night(number);
    expect((await audits.read()).olderAuditedAsOf).toBeDefined();
    await audits.seal(addDays(DAY, 39));
    expect(await night(40)).toHaveLength(3);
  });
});

describe('what an audit could not repair', () => {
  it('shows as drift until the day is repaired, and keeps balancedAsOf where it is', async () => {
    await dynamo.createTable('drift');
    const audits = new DynamoAuditStore(new Table(dynamo.client(), 'drift'));
    const clean = { day: DAY, startedAt: NOON, missing: ZERO_USD, complete: true };
    const fine = { ...clean, report: { busy: [], unrepaired: ZERO_USD } };
    await noteAuditedDay(audits, fine, 'UTC');
    expect(await audits.read()).toMatchObject({ balancedAsOf: NOON, drift: 0n });

    const broken = {
      ...clean,
      startedAt: NOON + 1,
      report: { busy: ['total'], unrepaired: picoUsd(5n) },
      missing: picoUsd(2n),
    };
    await noteAuditedDay(audits, broken, 'UTC');
    await noteAuditedDay(audits, { ...broken, day: aDay('2026-11-19'), missing: ZERO_USD }, 'UTC');
    expect(await audits.read()).toMatchObject({ balancedAsOf: NOON, drift: 12n });

    await noteAuditedDay(audits, fine, 'UTC');
    expect(await audits.read()).toMatchObject({ drift: 5n });
    await noteAuditedDay(audits, { ...fine, startedAt: NOON - HOUR }, 'UTC');
    expect((await audits.read()).balancedAsOf).toBe(NOON);
  });
});
