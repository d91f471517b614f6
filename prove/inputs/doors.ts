import { request } from 'node:http';
import { listenersOf } from '../../testing/listeners.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import type { InputsOutcome } from './outcome.ts';

/** Gateway, queues with objects, mails and their door, the engine and its door. */
const LISTENERS = 6;
const REBOUND = { host: 'evil.example' };
const FOREIGN = { origin: 'https://evil.example' };

/** What a call by hand is answered; fetch sets Host and Origin itself. */
async function statusOf(
  url: string,
  headers: Record<string, string>,
  method: string,
): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => resolve(answer.resume().statusCode));
    sent.on('error', reject).end(method === 'GET' ? undefined : '{}');
  });
}

/**
 * Knocks at every address of a running local system. Faults: one that listens elsewhere than on 127.0.0.1, answers
 * another Host or Origin, or does without the secret of its address. `pid` is the system's process.
 */
export async function tryDoors({
  endpoints,
  pid,
}: Pick<LocalSystem, 'endpoints' | 'pid'>): Promise<InputsOutcome> {
  const { dashboard, sqs, dynamodb, mail } = endpoints;
  const inner = [mail, dynamodb, sqs];
  const pages = [`${dashboard}/`, `${dashboard}/config.json`, `${dashboard}/_aws/kms`];
  const knocks: (readonly [url: string, headers: Record<string, string>, method: string])[] = [
    ...[...pages, ...inner].flatMap((url) =>
      [REBOUND, { host: '127.0.0.1.nip.io:80' }].map((headers) => [url, headers, 'GET'] as const),
    ),
    ...inner.map((url) => [url, FOREIGN, 'POST'] as const),
    ...[FOREIGN, { origin: 'null' }].map((headers) => [`${dashboard}/config.json`, headers, 'GET'] as const),
    ...inner.map((url) => [new URL(url).origin, {}, 'POST'] as const),
    [`${dashboard}/_aws/kms`, { 'x-amz-target': 'TrentService.Decrypt' }, 'POST'],
  ];
  const faults: string[] = [];
  for (const [url, headers, method] of knocks) {
    const status = await statusOf(url, headers, method);
    if (status !== 403) faults.push(`${method} ${new URL(url).host} ${JSON.stringify(headers)}: ${status}`);
  }
  const listeners = process.platform === 'linux' ? listenersOf(pid) : undefined;
  if (listeners && listeners.all.length !== LISTENERS)
    faults.push(`${listeners.all.length} listeners were found, not ${LISTENERS}`);
  faults.push(...(listeners?.elsewhere ?? []).map((address) => `something listens on ${address}`));
  return { cases: knocks.length, counts: { listeners: listeners?.all.length ?? 0 }, faults };
}
