import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizeCall } from '../../../core/budgets/authorize-call.ts';
import type { Budget } from '../../../core/budgets/budget.ts';
import { releaseHold, settleHolds } from '../../../core/budgets/settle-holds.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { budgetOf, dynamoGate } from '../../../testing/gate.ts';

const DOLLAR = 10n ** 12n;
const CAPS = { holdSeconds: 600, openHolds: 3, sharePercent: 25 };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

let tables = 0;
/** A gate over budgets with a clock that can be set forward. */
async function start(...budgets: Budget[]) {
  const table = `caps-${tables++}`;
  await dynamo.createTable(table);
  const clock = { at: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.at };
  const client = dynamo.client();
  const gate = dynamoGate(client, client, table, clock);
  for (const budget of budgets) {
    await gate.store.putBudget(budget, { at: 0, by: 'test', subject: budget.id, what: 'made' });
  }
  const ask = (userId: string, usd: bigint, holdSeconds = 86_400) =>
    authorizeCall(
      { subject: { userId }, estimate: picoUsd(usd * DOLLAR), holdSeconds, person: { userId, caps: CAPS } },
      gate,
    );
  return { gate, clock, ask };
}

describe('caps of a person', () => {
  it('end a hold after their time and let no more than their number be open', async () => {
    const { ask, clock } = await start(budgetOf('day', { limitUsd: '100' }));
    for (let call = 0; call < 3; call++) {
      const { decision, hold } = await ask('user-1', 1n);
      expect(decision).toBe('allow');
      expect((hold?.expiresAt ?? Infinity) - clock.now()).toBeLessThanOrEqual(660_000);
    }
    const refused = await ask('user-1', 1n);
    expect(refused.decision).toBe('deny');
    expect(refused.hold).toBeUndefined();
    expect(await ask('user-2', 1n)).toMatchObject({ decision: 'allow' });
    clock.at += 11 * 60_000;
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'allow' });
  });

  it('keep all their open holds below their share of what is not theirs', async () => {
    const own = budgetOf('own', { scope: { kind: 'user', id: '*' }, limitUsd: '100' });
    const { ask } = await start(own, budgetOf('day', { limitUsd: '100' }));
    expect(await ask('user-1', 26n)).toMatchObject({ decision: 'deny' });
    expect(await ask('user-1', 20n)).toMatchObject({ decision: 'allow' });
    expect(await ask('user-1', 6n)).toMatchObject({ decision: 'deny' });
    expect(await ask('user-1', 5n)).toMatchObject({ decision: 'allow' });
    expect(await ask('user-2', 25n)).toMatchObject({ decision: 'allow' });
  });

  it('leave budgets of their own to themselves', async () => {
    const { ask } = await start(budgetOf('own', { scope: { kind: 'user', id: '*' }, limitUsd: '10' }));
    expect(await ask('user-1', 10n)).toMatchObject({ decision: 'allow' });
  });

  it('are given back by settling, by releasing and by what another budget denies', async () => {
    const { ask, gate } = await start(budgetOf('day', { limitUsd: '8' }));
    const ids: string[] = [];
    for (let call = 0; call < 2; call++) ids.push((await ask('user-1', 1n)).hold?.id ?? '');
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'deny' });
    await settleHolds([ids[0] ?? ''], gate);
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'allow' });
    expect(await releaseHold(ids[1] ?? '', gate)).toBe(true);
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'allow' });
  });

  it('never let more be open than the cap, however many ask at once', async () => {
    const { ask } = await start(budgetOf('day', { limitUsd: '100' }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('user-1', 1n)));
    expect(answers.filter(({ decision }) => decision === 'allow')).toHaveLength(3);
  });

  it('write nothing for a call that holds nothing', async () => {
    const { ask, gate } = await start();
    const { decision, hold } = await ask('user-1', 5n);
    expect(decision).toBe('allow');
    expect(await gate.holds.get(hold?.id ?? '')).toBeUndefined();
  });
});
