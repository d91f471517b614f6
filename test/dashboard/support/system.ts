import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoints } from '../../../local/endpoints.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const READY_MS = 120_000;

/** A local system of its own, as `npm run local -- --empty` starts it. */
export interface System {
  readonly dashboard: string;
  readonly tokens: Readonly<Record<'admin' | 'reader' | 'writer' | 'user', string>>;
  /** One request to the API as an administrator. */
  call<T>(method: string, route: string, body?: object): Promise<T>;
  /** Puts a text on the usage queue as it is. */
  send(body: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the system and waits until it is ready. @throws Error with its output when it is not in time */
export async function startSystem(): Promise<System> {
  const folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-dashboard-'));
  const file = path.join(folder, 'endpoints.json');
  const child = spawn(
    process.execPath,
    [path.join(ROOT, 'local', 'main.ts'), '--empty', '--port', '0', '--endpoints', file],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  for (const end = Date.now() + READY_MS; !existsSync(file); await wait(100)) {
    if (Date.now() > end || child.exitCode !== null) {
      child.kill();
      throw new Error(`the local system did not start: ${said}`);
    }
  }
  const { dashboard, api, sqs, queueUrl, tokens } = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  return {
    dashboard,
    tokens,
    call: async <T>(method: string, route: string, body?: object) => {
      const response = await fetch(api + route, {
        method,
        headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    send: async (text) => {
      const response = await fetch(sqs, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.SendMessage',
        },
        body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: text }),
      });
      if (!response.ok) throw new Error(`the queue: ${response.status} ${await response.text()}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const MODELS = [
  ['openai', 'gpt-4o-mini', 'input_tokens', 90_000],
  ['openai', 'gpt-4o', 'output_tokens', 20_000],
  ['anthropic', 'claude-sonnet-4-5', 'output_tokens', 30_000],
  ['elevenlabs', 'eleven_multilingual_v2', 'characters', 2000],
  ['house', 'house-model', 'input_tokens', 1000],
] as const;

/** Usage of the last 30 days: 12 users, 8 groups, 60 resources. */
function makeEvents(now: number) {
  return Array.from({ length: 360 }, (_, index) => {
    const [provider, model, unit, size] = MODELS[index % 29 === 0 ? 4 : index % 4] ?? MODELS[0];
    const day = index % 30;
    return {
      id: `event-${index}`,
      occurredAt: new Date(now - day * 86_400_000 - (index % 7) * 60_000).toISOString(),
      provider,
      model,
      usage: { [unit]: size + ((index * 7919) % size) },
      operation: ['research', 'script', 'voice'][index % 3],
      ...(index % 13 === 12 ? {} : { userId: `user-${(index % 12) + 1}` }),
      resource: { type: 'episode', id: `ep-${index % 60}` },
      group: { type: 'podcast', id: `pod-${index % 8}` },
      tags: { tier: `tier${(index % 3) + 1}` },
    };
  });
}

/** Records the events and waits until all are in the totals. */
export async function recordAll(system: System, now: number): Promise<void> {
  const events = makeEvents(now);
  const { rejected } = await system.call<{ rejected: object[] }>('POST', '/record', { events });
  if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
  for (const end = Date.now() + 60_000; Date.now() < end; await wait(200)) {
    const { aggregated } = await system.call<{ aggregated: number }>('GET', '/status');
    if (aggregated >= events.length) return;
  }
  throw new Error('the events did not reach the totals');
}
