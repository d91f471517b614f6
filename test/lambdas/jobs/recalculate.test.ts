import { DeleteCommand, NumberValue, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobKind, runJob, startJob } from '../../../core/jobs/job.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import type { Ledger } from '../../../lambdas/composition/ledger.ts';
import { bringInEntries, recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { seededRandom } from '../../../testing/random.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, type TestLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const DAY = aDay('2026-11-20');
const clock = { now: () => Date.parse('2026-11-21T03:00:00Z') };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startStrictDynamo();
});
afterAll(() => dynamo.stop());

async function start(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([usageEvent('a'), usageEvent('b', { userId: 'user-2' })]);
  await usage.aggregate([DAY]);
  const ledger = ledgerOn(dynamo.client(), table, testSettings, clock);
  const run = (input: object) =>
    runToEnd(ledger, { recalculate: recalculateJob(ledger, memoryWork()) }, 'recalculate', input);
  const cells = async () =>
    sumTotals((await ledger.totals.cells({ from: DAY, to: DAY })).map(({ total }) => total));
  return { ledger, usage, run, cells, totals: () => totalsOf(table) };
}

/** Every total of the table, without the place and time of its last change. */
async function totalsOf(table: string) {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ e }) => e === 'T');
  return new Map(
    items.map(({ v: _v, w: _w, ...item }) => [`${String(item['pk'])} ${String(item['sk'])}`, item]),
  );
}

/** Adds a millionth of a dollar that is in no entry. */
async function plant(table: string, user: string) {
  await dynamo.client().send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `U#${DAY}#0`, sk: user },
      UpdateExpression: 'ADD c :more, v :one',
      ExpressionAttributeValues: { ':more': 1_000_000, ':one': 1 },
    }),
  );
}

describe('the job recalculate', () => {
  it('repairs a total that differs from its entries, says which, and finds nothing the second time', async () => {
    const { ledger, run, totals } = await start('repair');
    const right = await totals();
    await plant('repair', 'user-1');
    expect(await totals()).not.toEqual(right);
    const job = await run({ day: DAY });
    expect(job).toMatchObject({
      status: 'done',
      result: { days: 1, entries: 2, busy: [], repairs: [{ differenceUsd: '-0.000001' }] },
    });
    expect(await totals()).toEqual(right);
    expect((await ledger.audits.read()).balancedAsOf).toBe(Date.parse('2026-11-21T00:00:00Z'));
    expect(await run({ day: DAY })).toMatchObject({ result: { repairs: [] } });
    expect(await totals()).toEqual(right);
  });

  it('takes one user alone, and moves no audit', async () => {
    const { ledger, run } = await start('repair-user');
    await plant('repair-user', 'user-1');
    await plant('repair-user', 'user-2');
    const job = await run({ userId: 'user-2' });
    const total = expect.stringContaining('user-2') as string;
    expect(job).toMatchObject({ status: 'done', result: { repairs: [{ total }] } });
    expect((await ledger.audits.read()).balancedAsOf).toBeUndefined();
    expect((await run({ day: DAY }))?.result).toMatchObject({ repairs: [{ differenceUsd: '-0.000001' }] });
  });

  it('brings in entries that are not in the totals, and everything of the ledger for `all`', async () => {
    const { usage, run, cells } = await start('repair-all');
    await usage.record([usageEvent('lost')]);
    expect(await cells()).toMatchObject({ events: 2 });
    await run({ all: true });
    expect(await cells()).toMatchObject({ events: 3 });
    expect(await run({ all: true })).toMatchObject({ status: 'done', result: { repairs: [] } });
  });

  it('leaves archived days alone', async () => {
    const { ledger, run, totals } = await start('repair-sealed');
    await ledger.audits.seal(DAY);
    await dynamo
      .client()
      .send(new DeleteCommand({ TableName: 'repair-sealed', Key: { pk: `E#${DAY}#0`, sk: 'a' } }));
    const before = await totals();
    expect(await run({ day: DAY })).toMatchObject({ status: 'done', result: { repairs: [] } });
    expect(await totals()).toEqual(before);
  });
});

/**
 * A job whose function ends after each step, before or after its state was saved: the next delivery goes on from what
 * the table says. Answers the job and how many steps were saved.
 */
async function runWithCrashes(ledger: Ledger, kind: JobKind, input: object, random: () => number) {
  const ports = { jobs: ledger.jobs, queue: { send: () => Promise.resolve() }, clock };
  const id = await startJob(ports, {
    id: `crash-${random()}`,
    kind: 'recalculate',
    input,
    createdBy: 'test',
  });
  let steps = 0;
  for (let tries = 0; tries < 500; tries++) {
    const job = await ledger.jobs.read(id);
    if (job?.status !== 'running') return { job, steps };
    if (random() < 0.3) {
      // Everything but the save; a second delivery may be at the same step.
      await Promise.all([kind.step(job, Infinity), random() < 0.5 ? kind.step(job, Infinity) : undefined]);
      continue;
    }
    const step = await kind.step(job, Infinity);
    const next = step.done
      ? { status: 'done' as const, result: step.result }
      : { status: job.status, state: step.state };
    await ledger.jobs.save({ ...job, ...next, progress: step.progress, revision: job.revision + 1 });
    steps++;
  }
  throw new Error('the job came to no end');
}

describe('the recalculation of a day that is larger than a step', () => {
  const events = Array.from({ length: 60 }, (_, i) =>
    usageEvent(`e${String(i).padStart(3, '0')}`, {
      userId: i % 11 === 0 ? undefined : `user-${i % 9}`,
      resource: { type: 'job', id: `job-${i % 20}` },
      group: { type: 'podcast', id: `pod-${i % 5}` },
      model: ['gpt-4o-mini', 'gpt-4o', 'no-such-model'][i % 3],
      occurredAt: `${DAY}T${String(i % 24).padStart(2, '0')}:00:00Z`,
    }),
  );
  const limits = { entries: 20, totals: 30 };

  async function largeDay(table: string, seed: number) {
    const settings = { ...testSettings, lanes: [{ from: aDay('2026-01-01'), count: 3 }] };
    const usage = await startLedger(dynamo, table, undefined, settings);
    for (let start = 0; start < events.length; start += 15)
      await usage.record(events.slice(start, start + 15));
    await usage.aggregate([DAY]);
    const ledger = ledgerOn(dynamo.client(), table, settings, clock);
    const work = memoryWork();
    const kind = recalculateJob(ledger, work, limits);
    const random = seededRandom(seed).uniform;
    /** Does something more after each step. */
    const runBetween = (more: () => Promise<void> | void) => {
      const step: JobKind['step'] = async (job, deadline) => {
        const taken = await kind.step(job, deadline);
        await more();
        return taken;
      };
      return runToEnd(ledger, { recalculate: { step } }, 'recalculate', { day: DAY });
    };
    const run = () => runWithCrashes(ledger, kind, { day: DAY }, random);
    return { usage, ledger, work, run, runBetween };
  }

  it('finds nothing wrong in many steps, and repairs to the last digit what is, whatever ends between them', async () => {
    const { ledger, run } = await largeDay('steps', 11);
    const right = await totalsOf('steps');
    const first = await run();
    expect(first.job).toMatchObject({ status: 'done', result: { entries: 60, repairs: [], busy: [] } });
    expect(first.steps).toBeGreaterThan(8);
    expect(comparable(await totalsOf('steps'))).toEqual(comparable(right));
    // Wrong, gone, and made up: every fourth total.
    const keys = [...right.values()].filter(({ pk }) => !String(pk).startsWith('S#'));
    for (const [index, { pk, sk }] of keys.entries()) {
      if (index % 8 === 1)
        await dynamo.client().send(new DeleteCommand({ TableName: 'steps', Key: { pk, sk } }));
      if (index % 8 === 5) await addTo('steps', { pk, sk }, 1_000_000 + index);
    }
    const { job } = await run();
    expect(job).toMatchObject({ status: 'done', result: { entries: 60, totals: keys.length, busy: [] } });
    expect(comparable(await totalsOf('steps'))).toEqual(comparable(right));
    expect((await ledger.audits.read()).balancedAsOf).toBe(Date.parse('2026-11-21T00:00:00Z'));
    expect((await run()).job).toMatchObject({ result: { repairs: [] } });
  });

  it('takes no more into memory than a page beyond its limits, and brings in what it found open', async () => {
    const { usage, ledger, work, run } = await largeDay('steps-open', 12);
    await usage.record([usageEvent('lost-1'), usageEvent('lost-2', { userId: 'user-2' })]);
    const { job } = await run();
    expect(job).toMatchObject({ status: 'done', result: { entries: 62, busy: [] } });
    const lines = [...work.texts]
      .filter(([, text]) => text !== '')
      .map(([, text]) => text.split('\n').length);
    expect(Math.max(...lines)).toBeLessThan(60);
    expect((await run()).job).toMatchObject({ result: { entries: 62, repairs: [], busy: [] } });
    expect((await ledger.totals.counts()).events).toBe(62);
  });

  it('adds nothing wrong while entries come and are added between its steps', async () => {
    const { usage, runBetween } = await largeDay('steps-traffic', 13);
    let more = 0;
    await runBetween(async () => {
      // Before and behind the place that the pass has come to.
      const added = [usageEvent(`a-${more}`), usageEvent(`z-${more}`, { userId: 'user-4' })];
      if (more++ < 5) await usage.record(added);
      if (more % 2 === 0) await usage.aggregate([DAY]);
    });
    await usage.aggregate([DAY]);
    const right = await bareTotals(usage);
    expect(await storedCosts('steps-traffic')).toEqual(right);
  });

  it('begins again when what was put aside is gone', async () => {
    const { work, runBetween } = await largeDay('steps-gone', 14);
    let cleared = false;
    const job = await runBetween(() => {
      if (cleared || work.texts.size <= 20) return;
      work.texts.clear();
      cleared = true;
    });
    expect(cleared).toBe(true);
    expect(job?.result).toMatchObject({ entries: 60, repairs: [], busy: [] });
  });
});

/**
 * A total that a repair makes anew has the time of its earliest event, one that grew that of the first that came; a
 * cost of 0 is written where another was taken away.
 */
function comparable(totals: ReadonlyMap<string, Record<string, unknown>>) {
  return new Map([...totals].map(([key, { f: _f, c, ...item }]) => [key, { ...item, c: amountText(c) }]));
}

function amountText(amount: unknown): string {
  return amount instanceof NumberValue ? amount.toString() : '0';
}

async function addTo(table: string, Key: Record<string, unknown>, cost: number) {
  const values = { ':more': cost, ':one': 1 };
  const UpdateExpression = 'ADD c :more, v :one';
  await dynamo
    .client()
    .send(new UpdateCommand({ TableName: table, Key, UpdateExpression, ExpressionAttributeValues: values }));
}

/** What the entries of the day come to by total, added up without any of the code that keeps totals. */
async function bareTotals(usage: TestLedger) {
  const sums = new Map<string, bigint>();
  for (const { contributions } of await usage.records(DAY)) {
    for (const contribution of contributions) {
      const key = usage.ports.totals.totalKey(contribution);
      sums.set(key, (sums.get(key) ?? 0n) + contribution.cost);
    }
  }
  return new Map([...sums].filter(([, cost]) => cost !== 0n));
}

async function storedCosts(table: string) {
  const totals = [...(await totalsOf(table))];
  return new Map(
    totals
      .map(([key, item]) => [key, BigInt(amountText(item['c']))] as const)
      .filter(([, cost]) => cost !== 0n),
  );
}

/** Two workers who take messages from one queue, each of which may end before it has told that it is done. */
async function runByTwo(ledger: Ledger, input: object, random: () => number) {
  const waiting: string[] = [];
  const queue = { send: (id: string) => Promise.resolve(void waiting.push(id)) };
  const ports = { jobs: ledger.jobs, queue, clock };
  const kinds = { recalculate: recalculateJob(ledger, memoryWork(), undefined, ports) };
  const id = await startJob(ports, {
    id: `all-${random()}`,
    kind: 'recalculate',
    input,
    createdBy: 'test',
  });
  let most = 0;
  for (let turn = 0; turn < 200 && waiting.length > 0; turn++) {
    most = Math.max(most, waiting.length);
    const taken = waiting.splice(0, 2);
    await Promise.all(taken.map((one) => runJob(ports, kinds, one, Infinity, false)));
    // A message that was worked on and not deleted comes again.
    waiting.push(...taken.filter(() => random() < 0.3));
  }
  return { job: await ledger.jobs.read(id), most };
}

/** How long a recalculation whose days nobody takes waits before it looks again, seconds. */
async function waitsOf(ledger: Ledger, looks: number) {
  const waits: number[] = [];
  const queue = {
    send(_id: string, delaySeconds = 0): Promise<void> {
      if (delaySeconds > 0) waits.push(delaySeconds);
      return Promise.resolve();
    },
  };
  const ports = { jobs: ledger.jobs, queue, clock };
  const kinds = { recalculate: recalculateJob(ledger, memoryWork(), undefined, ports) };
  const start = { id: 'all-waits', kind: 'recalculate', input: { all: true }, createdBy: 'test' } as const;
  const id = await startJob(ports, start);
  for (let look = 0; look < looks; look++) await runJob(ports, kinds, id, Infinity, false);
  return waits;
}

describe('the recalculation of many days', () => {
  const days = Array.from({ length: 8 }, (_, index) => aDay(`2026-11-${11 + index}`));

  it('gives each to a worker of its own, waits for all, and comes to the sum of the entries', async () => {
    const usage = await startLedger(dynamo, 'fan-out');
    const events = days.flatMap((day, index) =>
      Array.from({ length: 3 }, (_, i) =>
        usageEvent(`${day}-${i}`, { occurredAt: `${day}T10:00:00Z`, userId: `user-${index}` }),
      ),
    );
    await usage.record(events);
    await usage.aggregate(days);
    const right = await totalsOf('fan-out');
    for (const day of [days[1], days[6]]) {
      await dynamo
        .client()
        .send(new DeleteCommand({ TableName: 'fan-out', Key: { pk: `T#${day ?? ''}#tier`, sk: 'tier2' } }));
    }
    await addTo('fan-out', { pk: 'S#counts', sk: '-' }, 5_000_000);
    const ledger = ledgerOn(dynamo.client(), 'fan-out', testSettings, clock);
    const { job, most } = await runByTwo(ledger, { all: true }, seededRandom(21).uniform);
    expect(most).toBeGreaterThan(days.length);
    expect(job).toMatchObject({ status: 'done', result: { entries: 24, busy: [], repairs: { length: 3 } } });
    expect(comparable(await totalsOf('fan-out'))).toEqual(comparable(right));
    const again = await runByTwo(ledger, { all: true }, seededRandom(22).uniform);
    expect(again.job).toMatchObject({ status: 'done', result: { entries: 24, repairs: [] } });
    expect(await waitsOf(ledger, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });
});

describe('bringInEntries', () => {
  it('adds entries that are not in the totals yet, once', async () => {
    const { ledger, usage, cells } = await start('bring-in');
    await usage.record([usageEvent('lost')]);
    const entries = [];
    for await (const page of ledger.entries.day(DAY)) entries.push(...page);
    expect(entries).toHaveLength(3);
    const bringIn = bringInEntries(ledger);
    await bringIn(entries);
    await bringIn(entries);
    expect(await cells()).toMatchObject({ events: 3 });
  });
});
