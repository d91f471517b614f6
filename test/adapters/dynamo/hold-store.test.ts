import '../../../testing/function-environment.ts';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHoldStore } from '../../../adapters/dynamo/hold-store.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { aDay } from '../../../testing/dates.ts';
import { seededRandom } from '../../../testing/random.ts';
import { authorizeCall } from '../../../core/gate/authorize-call.ts';
import { heldKeyOf } from '../../../core/budgets/budget-state.ts';
import { periodAt } from '../../../core/budgets/budget-period.ts';
import { LeaseBook } from '../../../core/gate/lease-book.ts';
import { listHolds } from '../../../core/gate/list-holds.ts';
import { releaseHold, settleHolds } from '../../../core/gate/settle-holds.ts';
import { parseDecimal, parseQuantity, parseUsd, times } from '../../../core/money/decimal.ts';
import { aggregateUsageHandler } from '../../../lambdas/aggregate-usage.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { budgetOf, dynamoGate, usesOf } from '../../../testing/gate.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { streamRecord } from '../../support/stream-event.ts';
import { newMeter, weaken } from '../../../testing/weaken.ts';

const CHANGE = { at: 0, by: 'admin', subject: 'x', what: 'created' };
const START = Date.parse('2026-11-20T12:00:30Z');

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function start(...budgets: ReturnType<typeof budgetOf>[]) {
  return startWith(1, ...budgets);
}

async function startWith(lanes: number, ...budgets: ReturnType<typeof budgetOf>[]) {
  let now = START;
  const clock = { now: () => now };
  const table = `gate-${tables++}`;
  const ledger = await startLedger(dynamo, table, clock);
  const gate = dynamoGate(dynamo.client(), dynamo.client(), table, clock, lanes);
  for (const budget of budgets) await gate.store.putBudget(budget, CHANGE);
  const heldUsd = async (budget: ReturnType<typeof budgetOf>, id = '-') => {
    const value = { ...budget.scope, id };
    const period = periodAt(budget.period, now, 'UTC');
    return (await gate.held.read([heldKeyOf({ budget, value }, period)])).held[0]?.held;
  };
  return { gate, ledger, heldUsd, pass: (ms: number) => void (now += ms) };
}

const cent = parseUsd('0.01');
const dollar = parseUsd('1');

describe('the gate on the table', () => {
  it('allows exactly what fits when a hundred ask at once', async () => {
    const budget = budgetOf('day', { limitUsd: '0.5' });
    const { gate, heldUsd } = await start(budget);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => authorizeCall({ subject: { userId: 'u' }, estimate: cent }, gate)),
    );
    expect(answers.filter(({ decision }) => decision === 'allow')).toHaveLength(50);
    expect(await heldUsd(budget)).toBe(times(cent, 50n));
  });

  it('is written once for many calls of a busy function, which may end with what it has in hand', async () => {
    const budget = budgetOf('day', { limitUsd: '1000' });
    const { gate, heldUsd, pass } = await start(budget);
    const ask = () => authorizeCall({ subject: { userId: 'u' }, estimate: cent, holdSeconds: 60 }, gate);
    const holds = [];
    for (let call = 0; call < 8; call++) holds.push(await ask());
    const ahead = times(cent, 57n);
    expect(await heldUsd(budget), 'seven by themselves, and one for fifty').toBe(ahead);
    for (let call = 0; call < 49; call++) holds.push(await ask());
    expect(await heldUsd(budget)).toBe(ahead);
    expect(holds.every(({ decision }) => decision === 'allow')).toBe(true);
    await settleHolds(usesOf(...holds.slice(0, 30).map(({ hold }) => hold?.id)), gate);
    expect(await heldUsd(budget)).toBe(times(cent, 27n));
    await ask();
    const other = { ...gate, leases: new LeaseBook() };
    pass(60 * 60_000);
    await authorizeCall({ subject: { userId: 'u' }, estimate: cent }, other);
    expect(await heldUsd(budget), 'all of it went by its minute').toBe(cent);
  });

  it('holds against all budgets or none', async () => {
    const user = budgetOf('each-user', { scope: { kind: 'user', id: '*' }, limitUsd: '10' });
    const day = budgetOf('day', { limitUsd: '3' });
    const { gate, heldUsd } = await start(user, day);
    const ask = (userId: string) => authorizeCall({ subject: { userId }, estimate: times(dollar, 2n) }, gate);
    expect((await ask('a')).decision).toBe('allow');
    const denied = await ask('b');
    expect(denied).toMatchObject({ decision: 'deny', remaining: dollar, reasons: [{ budgetId: 'day' }] });
    expect(await heldUsd(user, 'a')).toBe(2n * dollar);
    expect(await heldUsd(user, 'b')).toBe(0n);
    expect(await heldUsd(day)).toBe(2n * dollar);
  });

  it('reads spend from totals, gives the hold back once and lets the rest be used', async () => {
    const budget = budgetOf('day', { limitUsd: '0.001' });
    const { gate, ledger, heldUsd } = await start(budget);
    const estimate = parseUsd('0.0006');
    const { hold } = await authorizeCall({ subject: {}, estimate }, gate);
    expect((await authorizeCall({ subject: {}, estimate }, gate)).decision).toBe('deny');
    await ledger.record([usageEvent('e1', { holdId: hold?.id })]);
    await ledger.aggregate([aDay('2026-11-20')]);
    await settleHolds(usesOf(hold?.id), gate);
    await settleHolds(usesOf(hold?.id), gate);
    expect(await heldUsd(budget)).toBe(0n);
    const left = await authorizeCall({ subject: {}, estimate }, gate);
    expect(left).toMatchObject({ decision: 'allow', remaining: parseDecimal('0.000061') });
    expect(await releaseHold(hold?.id ?? '', gate)).toBe(false);
  });

  it('holds against lifetimes in a ledger that began today', async () => {
    const session = budgetOf('session', {
      scope: { kind: 'resource', type: 'session', id: '*' },
      period: 'lifetime',
      limitUsd: '1',
    });
    const group = budgetOf('group', {
      scope: { kind: 'group', type: 'team', id: '*' },
      period: 'lifetime',
      limitUsd: '0.02',
    });
    const { gate, ledger } = await start(session, group);
    const subject = { resource: { type: 'session', id: 's1' }, group: { type: 'team', id: 't1' } };
    await ledger.record([usageEvent('e1', subject)]);
    await ledger.aggregate([aDay('2026-11-20')]);
    const held = await authorizeCall({ subject, estimate: cent }, gate);
    expect(held).toMatchObject({ decision: 'allow', remaining: parseDecimal('0.009661') });
    const denied = await authorizeCall({ subject, estimate: cent }, gate);
    expect(denied).toMatchObject({ decision: 'deny', reasons: [{ budgetId: 'group' }] });
  });

  it('settles a hold once the aggregator has added its entry, also when the stream brings it again', async () => {
    const budget = budgetOf('day', { limitUsd: '1' });
    const { gate, ledger, heldUsd } = await start(budget);
    const kept = await authorizeCall({ subject: {}, estimate: cent }, gate);
    const { hold } = await authorizeCall({ subject: {}, estimate: cent }, gate);
    await ledger.record([
      usageEvent('e1', { holdId: hold?.id }),
      usageEvent('e2', { holdId: 'never heard of' }),
    ]);
    const { Items = [] } = await dynamo.client().send(
      new QueryCommand({
        TableName: ledger.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'E#2026-11-20#0' },
      }),
    );
    const aggregate = aggregateUsageHandler({
      ports: ledger.ports,
      ledger: new DynamoLedgerWriter(new Table(dynamo.client(), ledger.table)),
      timeZone: 'UTC',
      holds: { use: () => Promise.resolve(), settle: (uses) => settleHolds(uses, gate) },
      askForPrices: () => Promise.resolve(),
      spread: () => Promise.resolve(),
      announce: () => Promise.resolve(),
    });
    const Records = Items.map((item, index) => streamRecord(item, String(index + 1)));
    for (let delivery = 0; delivery < 2; delivery++) {
      expect(await aggregate({ Records })).toEqual({ batchItemFailures: [] });
      expect(await heldUsd(budget)).toBe(cent);
    }
    expect((await gate.holds.get(hold?.id ?? ''))?.status).toBe('SETTLED');
    expect((await gate.holds.get(kept.hold?.id ?? ''))?.status).toBe('OPEN');
  });

  it('keeps the limit when the engine is as weak as DynamoDB may be', async () => {
    const budget = budgetOf('day', { limitUsd: '0.5' });
    const { gate, heldUsd } = await start(budget);
    const seeded = seededRandom(7);
    const weakness = { random: () => seeded.uniform(), conflict: 0.2, throttle: 0.1, delayMs: 10 };
    const meter = newMeter();
    const weak = () => weaken(dynamo.client(), weakness, meter);
    const weakGate = dynamoGate(weak(), weak(), gate.table, gate.clock);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => authorizeCall({ subject: {}, estimate: cent }, weakGate)),
    );
    const allowed = answers.filter(({ decision }) => decision === 'allow');
    expect(allowed).toHaveLength(50);
    expect(await heldUsd(budget)).toBe(times(cent, 50n));
    await settleHolds(usesOf(...allowed.map(({ hold }) => hold?.id)), weakGate);
    expect(await heldUsd(budget)).toBe(0n);
    expect(meter.refusals).toBeGreaterThan(10);
    expect(meter.staleReads).toBe(0);
  });

  it('spreads the organisation over lanes and still allows exactly what fits', async () => {
    const budget = budgetOf('day', { limitUsd: '0.6' });
    const { gate, heldUsd } = await startWith(4, budget);
    const ask = () => authorizeCall({ subject: {}, estimate: cent }, gate);
    const rush = await Promise.all(Array.from({ length: 80 }, ask));
    const allowed = rush.filter(({ decision }) => decision === 'allow');
    for (let last = await ask(); last.decision === 'allow'; last = await ask()) allowed.push(last);
    expect(allowed).toHaveLength(60);
    expect(await heldUsd(budget)).toBe(times(cent, 60n));
    await settleHolds(usesOf(...allowed.map(({ hold }) => hold?.id)), gate);
    expect(await heldUsd(budget)).toBe(0n);
  });

  it('lets a hold go at its minute without anybody behind it', async () => {
    const budget = budgetOf('day', { limitUsd: '1' });
    const { gate, pass, heldUsd } = await start(budget);
    const ask = () => authorizeCall({ subject: {}, estimate: dollar, holdSeconds: 60 }, gate);
    const { hold } = await ask();
    pass(60_000);
    expect((await ask()).decision).toBe('deny');
    pass(30_000);
    expect((await ask()).decision).toBe('allow');
    await settleHolds(usesOf(hold?.id), gate);
    expect(await heldUsd(budget)).toBe(dollar);
  });

  it('gives a released hold back', async () => {
    const budget = budgetOf('day', { limitUsd: '1' });
    const { gate, heldUsd } = await start(budget);
    const { hold } = await authorizeCall({ subject: {}, estimate: dollar }, gate);
    expect(await releaseHold(hold?.id ?? '', gate)).toBe(true);
    expect(await releaseHold(hold?.id ?? '', gate)).toBe(false);
    expect(await heldUsd(budget)).toBe(0n);
  });

  it('stops by an action, and an admin lifts it for good', async () => {
    const budget = budgetOf('day', { enforcement: 'alert', degradeTo: { 'gpt-4o': 'gpt-4o-mini' } });
    const { gate } = await start(budget);
    const key = heldKeyOf({ budget, value: budget.scope }, periodAt('daily', START, 'UTC'));
    const ask = (model = 'gpt-4o') => authorizeCall({ subject: { model }, estimate: cent }, gate);
    const by = { at: START, by: 'evaluation' };
    expect(await gate.held.turn(key, { gate: 'degrade', ...by })).toBe(true);
    expect(await gate.held.turn(key, { gate: 'degrade', ...by })).toBe(false);
    expect(await ask()).toMatchObject({ decision: 'degrade', degradeTo: 'gpt-4o-mini' });
    expect(await ask('constructor')).toMatchObject({ decision: 'degrade', degradeTo: undefined });
    expect(await gate.held.turn(key, { gate: 'deny', ...by })).toBe(true);
    expect((await ask()).decision).toBe('deny');
    expect(await gate.held.turn(key, { gate: 'lifted', at: START, by: 'admin' })).toBe(true);
    expect((await ask()).decision).toBe('allow');
    expect(await gate.held.turn(key, { gate: 'deny', ...by })).toBe(false);
  });

  it('names the cheapest model of the family where a budget degrades and names none', async () => {
    const { gate } = await start(budgetOf('day', { enforcement: 'degrade', limitUsd: '0' }));
    const ask = (provider: string | undefined, model: string) =>
      authorizeCall({ subject: { provider, model }, estimate: cent }, gate);
    const degraded = { decision: 'degrade', degradeTo: 'gpt-4o-mini' };
    expect(await ask('openai', 'gpt-4o-2024-08-06')).toMatchObject(degraded);
    expect((await ask(undefined, 'gpt-4o')).degradeTo).toBeUndefined();
    expect((await ask('openai', 'no-such-model')).degradeTo).toBeUndefined();
  });

  it('sees a changed budget at the next call', async () => {
    const { gate } = await start(budgetOf('day', { limitUsd: '1' }));
    const ask = () => authorizeCall({ subject: {}, estimate: dollar }, gate);
    await ask();
    expect((await ask()).decision).toBe('deny');
    await gate.store.putBudget(budgetOf('day', { limitUsd: '2' }), CHANGE);
    expect((await ask()).decision).toBe('allow');
    await gate.store.deleteBudget('day', CHANGE);
    expect((await ask()).decision).toBe('allow');
  });

  it('prices usage, and treats what has no price as the budget says', async () => {
    const usage = { input_tokens: parseQuantity('1000000') };
    const subject = { provider: 'openai', model: 'gpt-4o-mini' };
    const strange = { provider: 'openai', model: 'no-such-model' };
    const { gate } = await start(budgetOf('day', { limitUsd: '0.2' }));
    const allowed = await authorizeCall({ subject, usage }, gate);
    expect(allowed).toMatchObject({ decision: 'allow', hold: { estimate: parseDecimal('0.15') } });
    expect((await authorizeCall({ subject: strange, usage }, gate)).decision).toBe('deny');
    expect((await authorizeCall({ subject: strange, usage, estimate: cent }, gate)).decision).toBe('allow');
    await gate.store.putBudget(budgetOf('day', { limitUsd: '0.2', unpriced: 'allow' }), CHANGE);
    expect((await authorizeCall({ subject: strange, usage }, gate)).decision).toBe('allow');
  });

  it('counts what has no price as its estimate after its hold is settled', async () => {
    const more = { limitUsd: '0.2', unpricedEstimateUsd: '0.1' };
    const { gate, ledger } = await start(budgetOf('day', more));
    const usage = { input_tokens: parseQuantity('1000') };
    const ask = () => authorizeCall({ subject: { provider: 'openai', model: 'no-such-model' }, usage }, gate);
    for (const id of ['e1', 'e2']) {
      const { hold } = await ask();
      await ledger.record([usageEvent(id, { model: 'no-such-model', holdId: hold?.id })]);
      await ledger.aggregate([aDay('2026-11-20')]);
      await settleHolds(usesOf(hold?.id), gate);
    }
    expect(await ask()).toMatchObject({ decision: 'deny', remaining: 0n });
    await gate.store.putBudget(budgetOf('day', { ...more, unpriced: 'allow' }), CHANGE);
    expect((await ask()).decision).toBe('allow');
  });
});

/** A gate with a budget, and the queries that its list of holds asks the table. */
async function counted(holdsMade: number) {
  const { gate } = await start(budgetOf('day', { limitUsd: '1000' }));
  for (let made = 0; made < holdsMade; made++) await authorizeCall({ subject: {}, estimate: cent }, gate);
  const client = dynamo.client();
  let queries = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      queries++;
      return next(args);
    },
    { step: 'initialize', name: 'count' },
  );
  const table = new Table(client, gate.table);
  const holds = new DynamoHoldStore({ reads: table, once: table }, gate.clock);
  const page = async (limit: number, cursor?: string) => {
    queries = 0;
    const { items, nextCursor } = await listHolds({}, { limit, cursor }, START, holds);
    return { ids: items.map(({ id }) => id), nextCursor, queries };
  };
  return page;
}

describe('the list of holds', () => {
  it('asks again only for hours that hold something, or that are not over', async () => {
    const page = await counted(1);
    expect(await page(50)).toMatchObject({ ids: [expect.any(String)], queries: 26 * 4 });
    // The hour before ended half a minute ago.
    expect(await page(50)).toMatchObject({ ids: [expect.any(String)], queries: 2 * 4 });
  });

  it('reads no hour beyond its page, and each hold once over all pages', async () => {
    const page = await counted(12);
    const first = await page(5);
    expect([first.ids.length, first.queries]).toEqual([5, 4]);
    const second = await page(5, first.nextCursor);
    const third = await page(5, second.nextCursor);
    const ids = [...first.ids, ...second.ids, ...third.ids];
    expect([ids.length, new Set(ids).size, third.nextCursor]).toEqual([12, 12, undefined]);
    expect(ids).toEqual(ids.toSorted().toReversed());
  });
});
