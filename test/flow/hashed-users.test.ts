import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../adapters/dynamo/document-client.ts';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { readApi, sendBodies, untilIdle } from '../../testing/usage-flow.ts';
import { itemsHolding, wholeTable } from '../support/whole-table.ts';

const PERSON = 'ada@example.com';
const SENT = 6;

let system: LocalSystem;
beforeAll(async () => {
  // Sources call the aliases of the functions here: it is production's way.
  system = await startLocalSystem('--hash-user-ids', '-c', 'gradualDeploys=true');
});
afterAll(() => system[Symbol.asyncDispose]());

function table() {
  const { dynamodb, tableName, region } = system.endpoints;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return [documentClient({ endpoint: dynamodb, region, credentials }), tableName] as const;
}

function event(id: string, more: Record<string, unknown> = {}): string {
  const usage = { input_tokens: 800, output_tokens: 340 };
  const call = { provider: 'openai', model: 'gpt-4o-mini', usage, userId: PERSON };
  return JSON.stringify({ id, occurredAt: new Date().toISOString(), ...call, ...more });
}

async function untilErased(): Promise<void> {
  const [client, name] = table();
  await waitFor(
    'the end of the erasure',
    async () => (await wholeTable(client, name)).filter(({ e }) => e === 'J'),
    (jobs) => jobs.length > 0 && jobs.every(({ st }) => st === 'done'),
  );
}

interface User {
  readonly userId: string;
  readonly totalUsd: string;
  readonly events: number;
}

describe('the local system with --hash-user-ids', () => {
  it('records, answers and erases without the plain id in its table', async () => {
    const { endpoints } = system;
    const one = event('a');
    // Messages are recorded in any order: the one that the others repeat and contradict must be there first.
    await sendBodies(endpoints, [one]);
    await untilIdle(endpoints, 1);
    await sendBodies(endpoints, [
      one,
      event('b'),
      event('a', { usage: { input_tokens: 1 } }),
      event('c', { userId: undefined, user_id: PERSON }),
      event('d').slice(0, -1),
    ]);
    const status = await untilIdle(endpoints, SENT);
    expect(status).toMatchObject({ recorded: 2, duplicates: 1, rejected: 2, conflicts: 1 });
    const user = await readApi<User>(endpoints, `/users/${PERSON}`);
    expect(user.userId).toMatch(/^hashed-/);
    expect(user.events).toBe(2);
    expect(await itemsHolding(...table(), PERSON)).toEqual([]);
    expect((await itemsHolding(...table(), user.userId)).length).toBeGreaterThan(4);

    const headers = { authorization: `Bearer ${endpoints.tokens.admin}` };
    const answer = await fetch(`${endpoints.api}/users/${PERSON}?pseudonymise=true`, {
      method: 'DELETE',
      headers,
    });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { userId: user.userId, name: null, email: null },
    ]);
    await untilErased();
    expect(await readApi<User>(endpoints, `/users/${PERSON}`)).toMatchObject({ totalUsd: '0', events: 0 });
    const { users } = await readApi<{ users: User[] }>(endpoints, '/users');
    expect(users.map(({ totalUsd, events }) => [totalUsd, events])).toEqual([[user.totalUsd, 2]]);
    expect(users[0]?.userId).toMatch(/^erased-[0-9a-f]{32}$/);
    // Only the erasure itself knows the name until its last pass, 25 hours later.
    const left = (await wholeTable(...table())).filter((item) => JSON.stringify(item).includes(user.userId));
    expect(left.map(({ pk }) => pk)).toEqual(['J#erasures']);
  });
});
