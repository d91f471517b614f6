import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../local/endpoints.ts';
import { tryDoors } from '../../prove/inputs/doors.ts';
import { waitFor } from '../../testing/wait-for.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'run-local-'));
const file = path.join(folder, 'endpoints.json');
const running: ChildProcess[] = [];

/** Starts the command and waits for its endpoints file. */
async function start(...args: string[]): Promise<{ child: ChildProcess; endpoints: Endpoints }> {
  // The command that npm runs, without npm between, so that a kill hits the runner itself.
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'local', 'main.ts'), '--empty', '--port', '0', '--endpoints', file, ...args],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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
  return { child, endpoints: JSON.parse(readFileSync(file, 'utf8')) as Endpoints };
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
  expect([faults, cases]).toEqual([[], 19]);
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

function usage(id: string): object {
  const now = new Date().toISOString();
  return {
    id,
    occurredAt: now,
    provider: 'openai',
    model: 'gpt-4o-mini',
    userId: 'user-1',
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

async function untilEvents({ api, tokens }: Endpoints, events: number): Promise<User> {
  const read = async () => {
    const response = await fetch(`${api}/users/user-1`, {
      headers: { authorization: `Bearer ${tokens.user}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as User;
  };
  return await waitFor(`${events} events`, read, (user) => user.events >= events);
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

describe('npm run local', () => {
  it('starts, counts a message, and stops with 0, leaving nothing behind', async () => {
    const { child, endpoints } = await start('--json');
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

    await send(endpoints, { ...usage('one'), tags: { mood: '😀' } });
    expect(await untilEvents(endpoints, 1)).toMatchObject({ totalUsd: '0.00015', events: 1 });

    expect(await stop(child, 'SIGTERM')).toBe(0);
    expect(existsSync(file)).toBe(false);
    const left = existsSync('/dev/shm') ? readdirSync('/dev/shm') : [];
    expect(left.filter((name) => name.startsWith(`costkeeper-${child.pid}-`))).toEqual([]);
  });

  it('loses no acknowledged message to kill -9 and counts none twice', async () => {
    const data = path.join(folder, 'data');
    const first = await start('--data', data);
    const ids = Array.from({ length: 60 }, (_unused, index) => `kept-${index}`);
    await Promise.all(ids.map((id) => send(first.endpoints, usage(id))));
    await stop(first.child, 'SIGKILL');
    rmSync(file, { force: true });

    const second = await start('--data', data);
    expect((await untilEvents(second.endpoints, ids.length)).totalUsd).toBe('0.009');
    await untilQueueEmpty(second.endpoints);
    expect(await untilEvents(second.endpoints, ids.length)).toMatchObject({ events: ids.length });
    expect(await stop(second.child, 'SIGTERM')).toBe(0);

    const third = await start('--data', data, '--reset');
    expect(await untilEvents(third.endpoints, 0)).toMatchObject({ totalUsd: '0', events: 0 });
    expect(await stop(third.child, 'SIGINT')).toBe(0);
  });

  it('keeps its endpoints file from a second start, and ends with a sentence when the engine does, losing nothing', async () => {
    const data = path.join(folder, 'engine');
    const { child, endpoints } = await start('--data', data);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const second = await run('local/main.ts', ['--port', '0', '--endpoints', file]);
    expect(second).toMatchObject({
      code: 1,
      said: expect.stringContaining(`process ${child.pid}`) as string,
    });
    expect(existsSync(file)).toBe(true);

    for (const id of ['before-1', 'before-2', 'before-3']) await send(endpoints, usage(id));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    process.kill(Number(readFileSync(path.join(data, 'dynoxide.pid'), 'utf8')), 'SIGKILL');
    expect(await ended).toBe(1);
    expect(said).toContain(`the DynamoDB engine has ended (SIGKILL). Start again with --data ${data}`);
    expect(existsSync(file)).toBe(false);

    const again = await start('--data', data);
    expect(await untilEvents(again.endpoints, 3)).toMatchObject({ totalUsd: '0.00045', events: 3 });
    expect(await stop(again.child, 'SIGTERM')).toBe(0);
  });

  it('is what npm start runs, with the sample, and npm passes the signal on', async () => {
    const args = ['start', '--', '--port', '0', '--endpoints', file];
    const child = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    running.push(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await waitFor(
      'the endpoints file',
      () => said + existsSync(file),
      () => existsSync(file),
    );
    const endpoints = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
    expect(await untilEvents(endpoints, 20)).toMatchObject({
      totalUsd: expect.stringMatching(/^\d+\.\d+$/) as string,
    });
    expect(said).toContain(endpoints.dashboard);
    expect(said).toContain('AmazonSQS.SendMessage');
    expect(await stop(child, 'SIGTERM')).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['local/main.ts', ['--port', 'x'], '--port takes a whole number, not "x"'],
    ['local/main.ts', ['--port', '65536'], '--port takes 0 to 65535, not "65536"'],
    ['local/main.ts', ['--data', import.meta.filename], '--data takes a folder'],
    ['scripts/token.ts', ['--sub'], "Option '--sub <value>' argument missing"],
    ['scripts/check.ts', ['--nope'], "Unknown option '--nope'"],
  ])('%s %s says what is wrong, in a sentence', async (script, args, sentence) => {
    const { code, said } = await run(script, args);
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });
});
