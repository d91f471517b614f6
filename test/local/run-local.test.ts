import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../local/endpoints.ts';
import { tryDoors } from '../../prove/inputs/doors.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { waitFor } from '../../testing/wait-for.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'run-local-'));
const file = path.join(folder, 'endpoints.json');
const running: ChildProcess[] = [];

/** A system that answers, and what its process has said so far. */
interface Started {
  readonly child: ChildProcess;
  readonly endpoints: Endpoints;
  readonly said: () => string;
}

/** Starts the command and waits for its endpoints file. */
async function start(...args: string[]): Promise<Started> {
  // The command that npm runs, without npm between, so that a kill hits the runner itself.
  return await follow([process.execPath, path.join(ROOT, 'local', 'main.ts'), '--empty'], args);
}

/** Runs a command that starts a system, and waits for its endpoints file. */
async function follow(
  [command = '', ...first]: readonly string[],
  more: readonly string[],
): Promise<Started> {
  const args = [...first, '--port', '0', '--endpoints', file, ...more];
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await waitFor(
    'the endpoints file',
    () => ({ written: existsSync(file), ended: child.exitCode, said }),
    ({ written, ended }) => written || ended !== null,
  );
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${said}`);
  return { child, endpoints: JSON.parse(readFileSync(file, 'utf8')) as Endpoints, said: () => said };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return await ended;
}

afterEach(async () => {
  for (const child of running.splice(0))
    if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGKILL');
  rmSync(file, { force: true });
});

/** Runs a command to its end. */
async function run(script: string, args: readonly string[]): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, script), ...args], { cwd: ROOT });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { code: await new Promise((resolve) => child.once('close', resolve)), said };
}

async function expectClosedDoors(endpoints: Endpoints, pid: number): Promise<void> {
  const { faults, cases } = await tryDoors({ endpoints, pid });
  expect([faults, cases]).toEqual([[], 21]);
  const { dashboard, sqs, queueUrl } = endpoints;
  // An SDK that has a queue's URL alone calls its host: the secret is in the URL then.
  const receive = (QueueUrl: string) =>
    fetch(new URL(sqs).origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.GetQueueAttributes',
      },
      body: JSON.stringify({ QueueUrl, AttributeNames: ['QueueArn'] }),
    }).then(({ status }) => status);
  expect(await receive(queueUrl)).toBe(200);
  expect(await receive(queueUrl.replace(new URL(sqs).pathname, ''))).toBe(403);
  const { token } = (await (await fetch(`${dashboard}/config.json`)).json()) as { token: string };
  const { exp = 0, iat = 0 } = decodeJwt(token);
  expect(exp - iat).toBe(3600);
}

/** Whose events are on their way when something is killed. */
const KEPT = 'keeper';

function usage(id: string, userId = 'user-1'): object {
  const now = new Date().toISOString();
  return {
    id,
    occurredAt: now,
    provider: 'openai',
    model: 'gpt-4o-mini',
    userId,
    usage: { input_tokens: 1000 },
  };
}

async function send({ sqs, queueUrl }: Endpoints, body: object): Promise<void> {
  const response = await fetch(sqs, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
}

interface User {
  readonly totalUsd: string;
  readonly events: number;
}

async function untilEvents({ api, tokens }: Endpoints, events: number, user = 'user-1'): Promise<User> {
  const read = async () => {
    const response = await fetch(`${api}/users/${user}`, {
      headers: { authorization: `Bearer ${user === 'user-1' ? tokens.user : tokens.reader}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as User;
  };
  return await waitFor(`${events} events`, read, ({ events: counted }) => counted >= events);
}

/** Waits until the queue holds no message, neither waiting nor being worked on. */
async function untilQueueEmpty({ sqs, queueUrl }: Endpoints): Promise<void> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const read = async () => {
    const response = await fetch(sqs, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.GetQueueAttributes',
      },
      body: JSON.stringify({ QueueUrl: queueUrl, AttributeNames }),
    });
    const { Attributes } = (await response.json()) as { Attributes: Record<string, string> };
    return AttributeNames.map((name) => Number(Attributes[name]));
  };
  await waitFor('the queue to be empty', read, (counts) => counts.every((count) => count === 0));
}

async function expectWhole({ child, endpoints }: Started): Promise<void> {
  expect(endpoints.api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/cost-tracking$/);
  expect(endpoints.queueUrl.startsWith(`${endpoints.sqs}/`)).toBe(true);
  const names = [
    'api',
    'dashboard',
    'dynamodb',
    'lambda',
    'mail',
    'queueUrl',
    'region',
    'sqs',
    'tableName',
    'tokens',
  ];
  expect(Object.keys(endpoints).sort()).toEqual(names);
  expect(Object.keys(endpoints.tokens).sort()).toEqual(['admin', 'reader', 'user', 'writer']);
  await expectClosedDoors(endpoints, child.pid ?? 0);
  const mails = await fetch(endpoints.mail);
  expect(await mails.json()).toMatchObject({ emails: [] });
}

/** Another start with the same file says which process has it, and leaves it. */
async function expectKeptFile({ child }: Started): Promise<void> {
  const second = await run('local/main.ts', ['--port', '0', '--endpoints', file]);
  expect(second).toMatchObject({
    code: 1,
    said: expect.stringContaining(`process ${child.pid}`) as string,
  });
  expect(existsSync(file)).toBe(true);
}

/** Ends the system by the end of its engine, which it says in a sentence. */
async function endEngine({ child, said }: Started, data: string): Promise<void> {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  process.kill(Number(readFileSync(path.join(data, 'dynoxide.pid'), 'utf8')), 'SIGKILL');
  expect(await ended).toBe(1);
  expect(said()).toContain(`the DynamoDB engine has ended (SIGKILL). Start again with --data ${data}`);
  expect(existsSync(file)).toBe(false);
}

describe('npm run local', () => {
  // Two starts on one folder; `npm run prove -- starts` has the others, `-- kills` kills runner and engine 100 times.
  it('starts, counts, loses nothing and counts nothing twice when its engine is killed, and is what npm start runs', async () => {
    const data = path.join(folder, 'data');
    const first = await start('--json', '--data', data);
    await expectWhole(first);
    await send(first.endpoints, { ...usage('one'), tags: { mood: '😀' } });
    expect(await untilEvents(first.endpoints, 1)).toMatchObject({ totalUsd: '0.00015', events: 1 });
    await expectKeptFile(first);
    const ids = Array.from({ length: 60 }, (_unused, index) => `kept-${index}`);
    await Promise.all(ids.map((id) => send(first.endpoints, usage(id, KEPT))));
    await endEngine(first, data);

    // npm passes the signal on; the sample comes on top of what is there.
    const second = await follow(['npm', 'start', '--'], ['--data', data]);
    expect(await untilEvents(second.endpoints, 60, KEPT)).toMatchObject({ totalUsd: '0.009', events: 60 });
    await untilEvents(second.endpoints, 1 + 1);
    expect(await untilEvents(second.endpoints, 60, KEPT)).toMatchObject({ totalUsd: '0.009', events: 60 });
    expect(second.said()).toContain(second.endpoints.dashboard);
    expect(second.said()).toContain('AmazonSQS.SendMessage');
    expect(await stop(second.child, 'SIGTERM')).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it.runIf(IN_PROOF)('loses nothing and counts nothing twice when it is killed itself', async () => {
    const data = path.join(folder, 'killed');
    const first = await start('--data', data);
    const ids = Array.from({ length: 61 }, (_unused, index) => `kept-${index}`);
    await Promise.all(ids.map((id) => send(first.endpoints, usage(id))));
    await stop(first.child, 'SIGKILL');
    rmSync(file, { force: true });
    const second = await start('--data', data);
    expect((await untilEvents(second.endpoints, 61)).totalUsd).toBe('0.00915');
    await untilQueueEmpty(second.endpoints);
    expect(await untilEvents(second.endpoints, 61)).toMatchObject({ events: 61 });
    // Its engine would outlive a kill.
    expect(await stop(second.child, 'SIGTERM')).toBe(0);
  });

  it.runIf(IN_PROOF)('leaves nothing behind without a folder, and begins anew with --reset', async () => {
    const bare = await start();
    expect(await stop(bare.child, 'SIGTERM')).toBe(0);
    expect(existsSync(file)).toBe(false);
    const left = existsSync('/dev/shm') ? readdirSync('/dev/shm') : [];
    expect(left.filter((name) => name.startsWith(`costkeeper-${bare.child.pid}-`))).toEqual([]);

    const data = path.join(folder, 'reset');
    const first = await start('--data', data);
    await send(first.endpoints, usage('one'));
    await untilEvents(first.endpoints, 1);
    expect(await stop(first.child, 'SIGTERM')).toBe(0);
    const second = await start('--data', data, '--reset');
    expect(await untilEvents(second.endpoints, 0)).toMatchObject({ totalUsd: '0', events: 0 });
    expect(await stop(second.child, 'SIGINT')).toBe(0);
  });

  const WRONG: readonly (readonly [string, readonly string[], string])[] = [
    ['local/main.ts', ['--port', 'x'], '--port takes a whole number, not "x"'],
    ['scripts/token.ts', ['--sub', 'a', '--group', 'cost-admin'], '"cost-admin" gives no role'],
  ];
  const MORE_WRONG: typeof WRONG = [
    ['scripts/token.ts', ['--sub'], "Option '--sub <value>' argument missing"],
    ['scripts/check.ts', ['--nope'], "Unknown option '--nope'"],
    ['local/main.ts', ['--port', '65536'], '--port takes 0 to 65535, not "65536"'],
    ['local/main.ts', ['--data', import.meta.filename], '--data takes a folder'],
  ];

  it.each(IN_PROOF ? [...WRONG, ...MORE_WRONG] : WRONG)(
    '%s %s says what is wrong, in a sentence',
    async (script, args, sentence) => {
      const { code, said } = await run(script, args);
      expect(code).toBe(1);
      expect(said).toContain(sentence);
      expect(said).not.toContain('    at ');
    },
  );
});
