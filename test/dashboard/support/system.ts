import type { Browser } from 'playwright-core';
import { waitFor } from '../../../testing/wait-for.ts';
import { callAsAdmin } from '../../../testing/local-calls.ts';
import { shareBrowser, shareSystem } from '../../support/shared/shared.ts';

/** The local system that the dashboard's tests share, and the browser. */
export interface System {
  readonly dashboard: string;
  readonly tokens: Readonly<Record<'admin' | 'reader' | 'writer' | 'user', string>>;
  readonly browser: Browser;
  /** One request to the API as an administrator. */
  call<T>(method: string, route: string, body?: object): Promise<T>;
  /** Puts a text on the usage queue as it is. */
  send(body: string): Promise<void>;
  /** Leaves the system and the browser to the next file. */
  leave(): Promise<void>;
}

/** Takes the system once no other file uses it. */
export async function takeSystem(): Promise<System> {
  const [system, browser] = await Promise.all([shareSystem('dashboard'), shareBrowser()]);
  const { dashboard, sqs, queueUrl, tokens } = system.endpoints;
  return {
    dashboard,
    tokens,
    browser,
    call: (method, route, body) => callAsAdmin(system.endpoints, method, route, body),
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
    leave: async () => {
      await browser.close();
      await system[Symbol.asyncDispose]();
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

/** Records the events, unless an earlier file has, and waits until all are in the totals. */
export async function recordAll(system: System, now: number): Promise<void> {
  const events = makeEvents(now);
  const counts = () => system.call<{ recorded: number; aggregated: number }>('GET', '/status');
  if ((await counts()).recorded < events.length) {
    const { rejected } = await system.call<{ rejected: object[] }>('POST', '/record', { events });
    if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
  }
  const aggregated = async () => (await counts()).aggregated;
  await waitFor('the events in the totals', aggregated, (count) => count >= events.length);
}
