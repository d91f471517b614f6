import '../../../testing/function-environment.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldKeyOf } from '../../../core/budgets/budget-state.ts';
import { periodAt } from '../../../core/budgets/budget-period.ts';
import { authorizeCall, type AuthorizeRequest } from '../../../core/gate/authorize-call.ts';
import { leftOf, MOST_CHILDREN } from '../../../core/gate/hold-ids.ts';
import { releaseHold, settleHolds, useHolds } from '../../../core/gate/settle-holds.ts';
import { formatDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { budgetOf, dynamoGate } from '../../../testing/gate.ts';
import { startLedger } from '../../support/ledger.ts';

const CHANGE = { at: 0, by: 'admin', subject: 'x', what: 'created' };
const START = Date.parse('2026-11-20T12:00:30Z');

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A run that holds $2 of a day of $5. */
async function startRun(...more: ReturnType<typeof budgetOf>[]) {
  let now = START;
  const clock = { now: () => now };
  const table = `tree-${tables++}`;
  await startLedger(dynamo, table, clock);
  const gate = dynamoGate(dynamo.client(), dynamo.client(), table, clock);
  const day = budgetOf('day', { limitUsd: '5' });
  for (const budget of [day, ...more]) await gate.store.putBudget(budget, CHANGE);
  const heldUsd = async (budget = day, id = '-') => {
    const key = heldKeyOf({ budget, value: { ...budget.scope, id } }, periodAt(budget.period, now, 'UTC'));
    return formatDecimal((await gate.held.read([key])).held[0]?.held ?? parseUsd('0'));
  };
  const ask = async (usd: string | undefined, request: Partial<AuthorizeRequest> = {}) => {
    const estimate = usd === undefined ? undefined : parseUsd(usd);
    return authorizeCall({ subject: { userId: 'u' }, estimate, ...request }, gate);
  };
  const open = async (usd: string | undefined, request: Partial<AuthorizeRequest> = {}) => {
    const { hold, reasons } = await ask(usd, request);
    if (!hold) throw new Error(reasons.map(({ message }) => message).join());
    return hold.id;
  };
  const leftUsd = async (id: string) => {
    const hold = await gate.holds.get(id);
    return hold && formatDecimal(leftOf(hold));
  };
  const settle = async (id: string, usd: string | undefined) => {
    await useHolds([id], gate);
    await settleHolds([{ id, cost: usd === undefined ? undefined : parseUsd(usd) }], gate);
  };
  const run = await open('2', { asParent: true, holdSeconds: 3600 });
  return { gate, day, run, ask, open, settle, heldUsd, leftUsd, pass: (ms: number) => void (now += ms) };
}

describe('a hold below another', () => {
  it('takes of it and of no budget that it holds, gives the rest back, and what it cost to budgets', async () => {
    const { run, open, settle, heldUsd, leftUsd } = await startRun();
    expect(await heldUsd()).toBe('2');
    const call = await open('0.5', { parentHoldId: run });
    expect(call.startsWith(`${run}.`)).toBe(true);
    expect([await heldUsd(), await leftUsd(run)]).toEqual(['2', '1.5']);
    await settle(call, '0.2');
    await settle(call, '0.2');
    expect([await heldUsd(), await leftUsd(run)]).toEqual(['1.8', '1.8']);
  });

  it('is denied what is not left, and takes all of it where it names no amount', async () => {
    const { run, ask, open, leftUsd } = await startRun();
    const agent = await open('1.2', { parentHoldId: run, asParent: true });
    const denied = await ask('1', { parentHoldId: run });
    expect(denied).toMatchObject({
      decision: 'deny',
      remaining: parseUsd('0.8'),
      reasons: [{ code: 'limit-reached' }],
    });
    const all = await ask(undefined, { parentHoldId: run });
    expect(all).toMatchObject({ decision: 'allow', remaining: 0n, hold: { estimate: parseUsd('0.8') } });
    expect(await ask(undefined, { parentHoldId: run })).toMatchObject({
      decision: 'deny',
      remaining: undefined,
    });
    const call = await open('1.2', { parentHoldId: agent });
    expect(await leftUsd(agent)).toBe('0');
    expect(call.split('.')).toHaveLength(3);
  });

  it('stands in levels: each gives back what is left to the next above, and budgets hear what was spent once', async () => {
    const { gate, run, open, settle, heldUsd, leftUsd } = await startRun();
    const agent = await open('1', { parentHoldId: run, asParent: true });
    const call = await open('0.4', { parentHoldId: agent });
    await settle(call, '0.1');
    expect([await leftUsd(agent), await leftUsd(run), await heldUsd()]).toEqual(['0.9', '1', '1.9']);
    await releaseHold(agent, gate);
    expect([await leftUsd(run), await heldUsd()]).toEqual(['1.9', '1.9']);
    await releaseHold(run, gate);
    expect(await heldUsd()).toBe('0');
  });

  it('settles after the holds above it have ended, and leaves nothing held', async () => {
    const { gate, run, open, settle, heldUsd, leftUsd } = await startRun();
    const agent = await open('1', { parentHoldId: run, asParent: true });
    const [first, second] = [
      await open('0.4', { parentHoldId: agent }),
      await open('0.3', { parentHoldId: agent }),
    ];
    await releaseHold(agent, gate);
    expect([await leftUsd(run), await heldUsd()]).toEqual(['1.3', '2']);
    await settle(first, '0.1');
    expect([await leftUsd(run), await heldUsd()]).toEqual(['1.6', '1.9']);
    await releaseHold(run, gate);
    expect(await heldUsd()).toBe('0.3');
    await settle(second, '0.2');
    expect(await heldUsd()).toBe('0');
  });

  it('goes back to the hold above by its time, unless usage names it already', async () => {
    const { gate, run, ask, open, settle, heldUsd, leftUsd, pass } = await startRun();
    const agent = await open('1', { parentHoldId: run, asParent: true, holdSeconds: 600 });
    const spent = await open('0.3', { parentHoldId: agent, holdSeconds: 60 });
    await settle(spent, '0.25');
    const crashed = await open('0.2', { parentHoldId: agent, holdSeconds: 60 });
    const named = await open('0.1', { parentHoldId: agent, holdSeconds: 60 });
    await useHolds([named], gate);
    pass(11 * 60_000);
    expect(await ask('0.01', { parentHoldId: agent })).toMatchObject({
      decision: 'deny',
      reasons: [{ code: 'parent-ended' }],
    });
    const next = await ask('0.01', { parentHoldId: run });
    expect(next).toMatchObject({ decision: 'allow', remaining: parseUsd('1.64') });
    expect((await gate.holds.get(crashed))?.status).toBe('EXPIRED');
    await settle(named, '0.04');
    expect([await leftUsd(run), await heldUsd()]).toEqual(['1.7', '1.71']);
  });

  it('that costs more than it held takes the rest of the hold above, as far as that has it', async () => {
    const { run, open, settle, heldUsd, leftUsd } = await startRun();
    await settle(await open('0.5', { parentHoldId: run }), '0.9');
    expect([await leftUsd(run), await heldUsd()]).toEqual(['1.1', '1.1']);
    await settle(await open('1', { parentHoldId: run }), '1.2');
    expect([await leftUsd(run), await heldUsd()]).toEqual(['0.1', '0.1']);
    await settle(await open('0.05', { parentHoldId: run }), undefined);
    expect([await leftUsd(run), await heldUsd()]).toEqual(['0.05', '0.05']);
  });

  it('is held against budgets that the hold above it does not hold, and against none where one denies', async () => {
    const model = budgetOf('model', { limitUsd: '0.3', scope: { kind: 'model', id: 'm' } });
    const { run, ask, open, settle, heldUsd, leftUsd } = await startRun(model);
    const below = { parentHoldId: run, subject: { userId: 'u', provider: 'p', model: 'm' } };
    const call = await open('0.2', below);
    expect([await heldUsd(model, 'm'), await heldUsd(), await leftUsd(run)]).toEqual(['0.2', '2', '1.8']);
    expect(await ask('0.2', below)).toMatchObject({ decision: 'deny', reasons: [{ budgetId: 'model' }] });
    expect(await leftUsd(run)).toBe('1.8');
    await settle(call, '0.05');
    expect([await heldUsd(model, 'm'), await heldUsd(), await leftUsd(run)]).toEqual(['0', '1.95', '1.95']);
  });

  it('never has more than there is when many ask at once, nor more beside it than an item may hold', async () => {
    const { run, ask, leftUsd } = await startRun();
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask('0.05', { parentHoldId: run })));
    expect(answers.filter(({ decision }) => decision === 'allow')).toHaveLength(40);
    expect(await leftUsd(run)).toBe('0');
    const wide = await startRun();
    const many = await Promise.all(
      Array.from({ length: MOST_CHILDREN + 20 }, () => wide.ask('0.001', { parentHoldId: wide.run })),
    );
    expect(many.filter(({ decision }) => decision === 'allow')).toHaveLength(MOST_CHILDREN);
    expect(many.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual(
      Array.from({ length: 20 }, () => 'calls-under-way'),
    );
  });

  it('cannot be asked for below what is no parent, too deep, unknown or under a name that is not its own', async () => {
    const { gate, run, ask, open } = await startRun();
    const plain = await open('0.1', { parentHoldId: run });
    await expect(ask('0.01', { parentHoldId: plain })).rejects.toThrow('ask for it with asParent');
    let deepest = run;
    for (let level = 1; level < 4; level++)
      deepest = await open('0.1', { parentHoldId: deepest, asParent: true });
    await expect(ask('0.01', { parentHoldId: deepest })).rejects.toThrow(
      '4 holds stand above each other at most',
    );
    const own = plain.slice(-26);
    for (const id of [own, `${gate.newId()}.${own}`, 'nothing', `${run}.x`]) {
      await expect(ask('0.01', { parentHoldId: id })).rejects.toThrow(`there is no hold "${id}"`);
      expect(await releaseHold(id, gate)).toBe(false);
    }
    expect(await releaseHold(plain, gate)).toBe(true);
  });

  it('ends no later than the hold above it, and is kept where no budget applies', async () => {
    const { gate, ask, open, leftUsd } = await startRun();
    const run = await open('1', { asParent: true, holdSeconds: 60 });
    const { hold } = await ask('0.1', { parentHoldId: run, holdSeconds: 3600 });
    expect(hold?.expiresAt).toBe((await gate.holds.get(run))?.expiresAt);
    await gate.store.deleteBudget('day', CHANGE);
    const free = await open('1', { asParent: true });
    await open('0.6', { parentHoldId: free });
    expect(await ask('0.5', { parentHoldId: free })).toMatchObject({ decision: 'deny' });
    expect(await leftUsd(free)).toBe('0.4');
  });
});
