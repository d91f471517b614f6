import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScheduledTask } from '../../contracts/schedule-payloads.ts';
import { sdkClient } from '../../testing/sdk-client.ts';
import { PARTITION_KEY, PREFIX, SORT_KEY } from '../../contracts/table-layout.ts';
import { CATCH_UP_DAYS } from '../../core/retention/guard-expiry.ts';
import { awsJson } from '../../local/aws-json.ts';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { makeFlow, readApi, sendBodies, untilIdle } from '../../testing/usage-flow.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { type StubServer, startStub } from '../client/support/json-server.ts';
import { itemsHolding, wholeTable } from '../support/whole-table.ts';

/**
 * What brings a task, or calls that only a stage with it makes; sources call the aliases of the functions, which is
 * production's way, and user ids are hashes.
 */
const STAGE = [
  'gradualDeploys=true',
  'alertCanary=true',
  'reportRecipients=finance@example.com',
  'retentionDays=50',
];

/** Those that a stage has without being asked, that of the canary, and that of exchange rates. */
const TASKS: readonly ScheduledTask[] = [
  'push-open-marks',
  'publish-spend',
  'audit-days',
  'find-anomalies',
  'find-optimizations',
  'keep-projection',
  'settle-unpriced',
  'archive-days',
  'close-months',
  'report-mail',
  'continue-erasures',
  'alert-canary',
  'fetch-rates',
];
/** Those that find more to do the longer they have not run. A proof lets all run on later days. */
const WORK_OF_PAST_DAYS: readonly ScheduledTask[] = ['archive-days', 'close-months', 'continue-erasures'];
const DAY_MS = 86_400_000;
const MESSAGES = 100;
/** Far enough back that its month has to be closed by now, whatever the day. */
const RECORDED = Date.now() - 45 * DAY_MS;

/** The usage by which the canary's schedule begins. */
const CANARY = 1;
const PERSON = 'ada@example.com';
/** Messages about the person. */
const SENT = 6;
const DAY_OF_RATES = new Date().toISOString().slice(0, 10);

let feed: StubServer;
let system: LocalSystem;
beforeAll(async () => {
  const json = { base: 'USD', date: DAY_OF_RATES, rates: { EUR: 0.86, GBP: 0.75 } };
  feed = await startStub(() => ({ json }));
  const rateFeed = JSON.stringify({ url: `${feed.url}/rates.json`, currencies: ['EUR'], source: 'a bank' });
  const options = [...STAGE, `rateFeed=${rateFeed}`].flatMap((one) => ['-c', one]);
  system = await startLocalSystem('--hash-user-ids', ...options);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await feed[Symbol.asyncDispose]();
});

function table() {
  const { dynamodb, tableName, region } = system.endpoints;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return [sdkClient({ endpoint: dynamodb, region, credentials }), tableName] as const;
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
    await untilIdle(endpoints, 1 + CANARY);
    await sendBodies(endpoints, [
      one,
      event('b'),
      event('a', { usage: { input_tokens: 1 } }),
      event('c', { userId: undefined, user_id: PERSON }),
      event('d').slice(0, -1),
    ]);
    const status = await untilIdle(endpoints, SENT + CANARY);
    expect(status).toMatchObject({ recorded: 2 + CANARY, duplicates: 1, rejected: 2, conflicts: 1 });
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
      { userId: user.userId, name: null, deletedAt: null, email: null },
    ]);
    await untilErased();
    expect(await readApi<User>(endpoints, `/users/${PERSON}`)).toMatchObject({ totalUsd: '0', events: 0 });
    const { users } = await readApi<{ users: User[] }>(endpoints, '/users');
    expect(users.map(({ totalUsd, events }) => [totalUsd, events])).toEqual([
      [user.totalUsd, 2],
      ['0.000000000001', CANARY],
    ]);
    expect(users[0]?.userId).toMatch(/^erased-[0-9a-f]{32}$/);
    // Only the erasure itself knows the name until its last pass, 25 hours later.
    const left = (await wholeTable(...table())).filter((item) => JSON.stringify(item).includes(user.userId));
    expect(left.map(({ pk }) => pk)).toEqual(['J#erasures']);
  });
});

/** Runs a function as its schedule does, and answers the error that it ended with. */
async function invoke(entry: string, payload: object): Promise<string | undefined> {
  const functions = `${system.endpoints.lambda}/2015-03-31/functions`;
  const { Functions } = (await (await fetch(functions)).json()) as { Functions: { FunctionName: string }[] };
  const name = Functions.map(({ FunctionName }) => FunctionName).find((one) => one.includes(entry));
  const response = await fetch(`${functions}/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify(payload),
  });
  const answer = await response.text();
  expect([response.status, answer]).toEqual([200, expect.any(String)]);
  return response.headers.get('x-amz-function-error') === null ? undefined : answer;
}

/** A task of that many days from now. */
function taskIn(days: number, task: ScheduledTask): object {
  return { task, scheduledAt: new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19) + 'Z' };
}

describe('work by the clock, on the local system', () => {
  beforeAll(async () => {
    await sendBodies(system.endpoints, makeFlow(MESSAGES, RECORDED).bodies);
    await untilIdle(system.endpoints, SENT + MESSAGES + CANARY);
  });

  it('a schedule wakes the function that takes exchange rates from the feed, without anybody asking', async () => {
    const { rates, lastLook } = await waitFor(
      'the look at the feed',
      () => readApi<{ rates: object[]; lastLook: object | null }>(system.endpoints, '/exchange-rates'),
      (answer) => answer.lastLook !== null,
    );
    expect(rates).toContainEqual({ currency: 'EUR', rate: '0.86', date: DAY_OF_RATES, source: 'a bank' });
    expect(lastLook).toMatchObject({ kept: ['EUR'], refused: [], failed: null });
    expect(feed.seen).toMatchObject([{ method: 'GET', path: '/rates.json' }]);
  });

  it.each(TASKS)('%s does all that it is there for with what its role allows', async (task) => {
    // The last one finds an archive that has run, and days that are due for long: it stops the table's deletions.
    // CloudWatch takes no figures of later days.
    const days = IN_PROOF ? [1, 40, 40 + CATCH_UP_DAYS] : [40 + CATCH_UP_DAYS];
    const due = IN_PROOF || WORK_OF_PAST_DAYS.includes(task);
    const later = task === 'publish-spend' || !due ? [] : days;
    for (const from of [0, ...later])
      expect(await invoke('ScheduledWork', taskIn(from, task))).toBeUndefined();
  });

  it('the safety net looks at every budget', async () => {
    const payload = { ...taskIn(0, 'audit-days'), task: 'check-budgets' };
    expect(await invoke('CheckBudgets', payload)).toBeUndefined();
  });

  it('closes the month that is over', async () => {
    const month = new Date(RECORDED).toISOString().slice(0, 7);
    const closed = await waitFor(
      'the close of the month',
      async () => {
        const { months } = await readApi<{ months: { month: string; closedAt?: string | null }[] }>(
          system.endpoints,
          `/summary/monthly?from=${month}&to=${month}`,
        );
        return months.find((one) => one.month === month)?.closedAt ?? undefined;
      },
      (closedAt) => closedAt !== undefined,
    );
    expect(closed).toMatch(/^\d{4}-\d\d-\d\dT/);
  });
});

describe('a record of the stream that cannot be read', () => {
  it('is put aside by the aggregator, with what it is called', async () => {
    const { dynamodb, region, tableName } = system.endpoints;
    const Item = { [PARTITION_KEY]: { S: `${PREFIX.entry}nothing` }, [SORT_KEY]: { S: 'readable' } };
    await awsJson(dynamodb, 'dynamodb', region)('DynamoDB_20120810.PutItem', { TableName: tableName, Item });
    const found = await waitFor(
      'the outcome of the record',
      () => readApi<object>(system.endpoints, '/quarantine?limit=100'),
      (page) => JSON.stringify(page).includes(`${PREFIX.entry}nothing readable`),
    );
    expect(JSON.stringify(found)).toContain('"kind":"unreadable"');
  });
});
