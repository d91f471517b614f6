import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../testing/local-system.ts';
import { sendBodies } from '../../testing/usage-flow.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareSystem } from '../support/shared/shared.ts';

const PERSON = 'user-with-a-hold';

let system: LocalSystem;
beforeAll(async () => {
  system = await shareSystem('ledger');
});
afterAll(() => system[Symbol.asyncDispose]());

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const { api, tokens } = system.endpoints;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${api}${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

describe('an entry that names the hold of its estimate', () => {
  it('settles it: the budget has the cost and no hold', async () => {
    const scope = { kind: 'user', id: PERSON };
    await ask('POST', '/budgets', { name: 'held', scope, period: 'lifetime', limitUsd: '5.00' });
    const call = { userId: PERSON, provider: 'openai', model: 'gpt-4o-mini' };
    const { holdId, decision } = await ask<{ holdId: string; decision: string }>(
      'POST',
      '/budgets/authorize',
      {
        ...call,
        estimateUsd: '0.50',
      },
    );
    expect(decision).toBe('allow');
    const usage = { input_tokens: 800, output_tokens: 340 };
    const event = { id: 'held-1', occurredAt: new Date().toISOString(), ...call, usage, holdId };
    await sendBodies(system.endpoints, [JSON.stringify(event)]);
    const user = await waitFor(
      'the settled hold',
      () => ask<{ totalUsd: string; budgets: { heldUsd: string }[] }>('GET', `/users/${PERSON}`),
      ({ totalUsd, budgets }) => totalUsd !== '0' && budgets[0]?.heldUsd === '0',
    );
    expect(user.totalUsd).toBe('0.000324');
  });
});
