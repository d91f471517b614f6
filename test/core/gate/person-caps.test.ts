import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizeCall } from '../../../core/gate/authorize-call.ts';
import type { Budget } from '../../../core/budgets/budget.ts';
import { decisionAnswer } from '../../../core/gate/gate-answer.ts';
import { releaseHold, settleHolds } from '../../../core/gate/settle-holds.ts';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { budgetOf, dynamoGate, usesOf } from '../../../testing/gate.ts';

const DOLLAR = 10n ** 12n;
const REACHED = 'another limit is reached';
/** A fourth of it is less than five dollars. */
const SMALL = { scope: { kind: 'model', id: 'm' }, limitUsd: '19' } as const;
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
    const { ask, gate } = await start(budgetOf('day', { limitUsd: '12' }));
    const ids: string[] = [];
    for (let call = 0; call < 2; call++) ids.push((await ask('user-1', 1n)).hold?.id ?? '');
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'deny' });
    await settleHolds(usesOf(ids[0]), gate);
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'allow' });
    expect(await releaseHold(ids[1] ?? '', gate)).toBe(true);
    expect(await ask('user-1', 1n)).toMatchObject({ decision: 'allow' });
  });

  it('never let more be open than the cap, however many ask at once', async () => {
    const { ask } = await start(budgetOf('day', { limitUsd: '100' }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('user-1', 1n)));
    expect(answers.filter(({ decision }) => decision === 'allow')).toHaveLength(3);
  });

  it('are an amount of the stage where it names one, told as such, and close budgets too small for it', async () => {
    const { gate } = await start(budgetOf('day', { limitUsd: '100' }), budgetOf('small', SMALL));
    const ask = (usd: bigint, model?: string) =>
      authorizeCall(
        {
          subject: { userId: 'u', model },
          estimate: picoUsd(usd * DOLLAR),
          person: { userId: 'u', caps: { ...CAPS, most: picoUsd(5n * DOLLAR) } },
        },
        gate,
      );
    expect(await ask(6n)).toMatchObject({
      decision: 'deny',
      reasons: [{ outside: undefined, message: expect.stringContaining('5 USD') as string }],
    });
    expect(await ask(1n, 'm')).toMatchObject({ decision: 'deny', reasons: [{ outside: REACHED }] });
    expect(await ask(5n)).toMatchObject({ decision: 'allow' });
    expect(await ask(1n)).toMatchObject({ decision: 'deny' });
  });

  it('write nothing for a call that holds nothing', async () => {
    const { ask, gate } = await start();
    const { decision, hold } = await ask('user-1', 5n);
    expect(decision).toBe('allow');
    expect(await gate.holds.get(hold?.id ?? '')).toBeUndefined();
  });
});

/** Everything that a person hears who asks for these amounts one after the other. */
async function heard(spentByOthers: bigint, amounts: readonly string[], more: Partial<typeof CAPS> = {}) {
  const { gate } = await start(
    budgetOf('secret', { limitUsd: '100' }),
    budgetOf('own', { scope: { kind: 'user', id: 'eve' }, limitUsd: '500' }),
  );
  // Held by a backend for another: at the gate it counts as what is spent does.
  const backend = {
    subject: { userId: 'bob' },
    estimate: picoUsd(spentByOthers * DOLLAR),
    holdSeconds: 86_400,
  };
  expect(await authorizeCall(backend, gate)).toMatchObject({ decision: 'allow' });
  const answers = [];
  for (const usd of amounts) {
    const person = { userId: 'eve', caps: { ...CAPS, openHolds: 20, ...more } };
    const call = { subject: { userId: 'eve' }, estimate: parseUsd(usd), person };
    const { holdId, expiresAt, ...said } = decisionAnswer(await authorizeCall(call, gate), false, 'UTC');
    answers.push([usd, holdId !== undefined && expiresAt !== undefined, said]);
  }
  return answers;
}

describe('a person who searches by halves for what others left', () => {
  const halves = ['100', '50', '26', '25.000000000001', '12', '6', '6', '3', '1', '0.01', '0'];

  it('hears the same whatever they spent, until it is reached', async () => {
    const idle = await heard(0n, halves);
    expect(idle.filter(([, isHeld]) => isHeld)).toHaveLength(5);
    for (const spent of [40n, 75n]) expect([spent, await heard(spent, halves)]).toEqual([spent, idle]);
  });

  it('hears one sentence of it for every amount once it is reached', async () => {
    const reached = await heard(76n, halves);
    expect(new Set(reached.map(([, , said]) => JSON.stringify(said)))).toEqual(
      new Set([
        JSON.stringify({
          decision: 'deny',
          code: 'limit-reached',
          userMessage: 'The limit for this is reached.',
          reasons: [REACHED],
          budgetIds: [],
        }),
      ]),
    );
    expect(await heard(100n, halves)).toEqual(reached);
  });
});
