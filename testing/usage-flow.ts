import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { batchesOf } from '../core/in-batches.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { waitFor } from './wait-for.ts';

/** What is sent, and what must come of it. */
export interface Flow {
  readonly bodies: readonly string[];
  readonly expected: {
    readonly recorded: number;
    readonly duplicates: number;
    readonly conflicts: number;
    readonly rejected: number;
  };
}

const MODELS = [
  ['openai', 'gpt-4o-mini'],
  ['openai', 'gpt-4o'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['google', 'gemini-2.5-flash'],
] as const;

function eventOf(index: number, start: number): Record<string, unknown> {
  const [provider, model] = MODELS[index % MODELS.length] ?? MODELS[0];
  return {
    id: `flow-${index}`,
    occurredAt: new Date(start - (index % 1000) * 1000).toISOString(),
    provider,
    model,
    usage: { input_tokens: 500 + index, output_tokens: 100 + (index % 7) },
    operation: `step-${index % 5}`,
    // Every eleventh is the system's own, some belong to no resource or group.
    ...(index % 11 === 0 ? {} : { userId: `user-${index % 20}` }),
    ...(index % 13 === 0 ? {} : { resource: { type: 'episode', id: `ep-${index % 40}` } }),
    ...(index % 13 === 0 ? {} : { group: { type: 'podcast', id: `pod-${index % 4}` } }),
  };
}

/** `count` messages: in every hundred ten duplicates, two conflicts and one that is not JSON. */
export function makeFlow(count: number, start: number): Flow {
  const bodies: string[] = [];
  const expected = { recorded: 0, duplicates: 0, conflicts: 0, rejected: 0 };
  for (let index = 0; index < count; index++) {
    const place = index % 100;
    if (place >= 88 && place < 98) {
      expected.duplicates++;
      bodies.push(JSON.stringify(eventOf(index - 50, start)));
    } else if (place === 98 || place === 87) {
      expected.conflicts++;
      bodies.push(JSON.stringify({ ...eventOf(index - 60, start), usage: { input_tokens: 1 } }));
    } else if (place === 99) {
      expected.rejected++;
      bodies.push(`garbage ${index}`);
    } else {
      expected.recorded++;
      bodies.push(JSON.stringify(eventOf(index, start)));
    }
  }
  return { bodies, expected };
}

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Sends every body as a message of its own, ten a request; SQS takes 1 MiB a request. */
export async function sendBodies(
  endpoints: Endpoints,
  bodies: readonly string[],
  atOnce = 10,
): Promise<void> {
  const { sqs, queueUrl, region } = endpoints;
  const client = new SQSClient({ endpoint: sqs, region, credentials: LOCAL });
  for (const batch of batchesOf(bodies, atOnce)) {
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`the queue did not take ${Failed.length} messages`);
  }
  client.destroy();
}

/** A read of the running system's API. */
export async function readApi<T>({ api, tokens }: Endpoints, path: string): Promise<T> {
  const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${tokens.admin}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export interface StatusCounts {
  readonly recorded: number;
  readonly aggregated: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejected: number;
}

/** What has come of all messages so far. */
export async function readCounts(endpoints: Endpoints): Promise<StatusCounts> {
  const status = await readApi<StatusCounts>(endpoints, '/status');
  const { recorded, aggregated, duplicates, conflicts, rejected } = status;
  return { recorded, aggregated, duplicates, conflicts, rejected };
}

/**
 * Waits until so many messages, all there ever were, have come to something and nothing is on its way.
 * @throws when nothing moves any more
 */
export async function untilIdle(endpoints: Endpoints, messages: number): Promise<StatusCounts> {
  return await waitFor(
    `${messages} messages to come to something`,
    () => readCounts(endpoints),
    ({ recorded, aggregated, duplicates, conflicts, rejected }) =>
      recorded === aggregated && recorded + duplicates + conflicts + rejected === messages,
  );
}
