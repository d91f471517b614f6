import { childrenOf } from '../../testing/listeners.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { within } from '../../testing/within.ts';
import type { InputsOutcome } from './outcome.ts';
import type { Progress } from './progress.ts';

const ANSWER_MS = 5000;
/** Each waits three seconds: the last rounds come when nothing that a function knows of the table holds any more. */
const ROUNDS = 4;
/** Each asks the table, the first of them the limit per caller alone; the last one's limit lets it pass. */
const REQUESTS: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', '/status'],
  ['GET', '/me'],
  ['GET', '/users'],
  ['GET', '/entries'],
  ['GET', '/dashboard'],
  ['GET', '/summary/daily'],
  ['POST', '/budgets/authorize', { estimateUsd: '0.01' }],
  ['POST', '/budgets/holds/release', { userId: 'user-1' }],
  ['POST', '/record?dryRun=true', { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } }],
];

/**
 * Stops the engine behind a running local system's table, asks, and lets it go on. Faults: another answer than 503
 * with Retry-After, one after more than five seconds or, on a busy machine, 60 requests that need no table, and a system that does not come back.
 * The system must wait for its table as AWS does (`--table-answer-ms 3000`).
 */
export async function trySilentTable(
  { endpoints: { api, tokens }, pid }: Pick<LocalSystem, 'endpoints' | 'pid'>,
  progress?: Progress,
): Promise<InputsOutcome> {
  const ask = async (method: string, path: string, sent?: object) => {
    const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' };
    const body = sent ? { body: JSON.stringify(sent) } : {};
    const response = await fetch(api + path, { method, headers, ...body });
    await response.arrayBuffer();
    return [response.status, response.headers.get('retry-after')] as const;
  };
  // A function that starts only now would take longer, and for another reason.
  await ask('GET', '/status');
  const faults: string[] = [];
  let slowest = 0;
  const engines = childrenOf(pid);
  for (const engine of engines) process.kill(engine, 'SIGSTOP');
  try {
    const rounds = Array.from({ length: ROUNDS }, () => REQUESTS).flat();
    for (const [index, [method, path, body]] of rounds.entries()) {
      const { value, took, isWithin } = await within(
        ANSWER_MS,
        () => ask(method, path, body),
        // It needs no table.
        () => ask('GET', '/health'),
      );
      slowest = Math.max(slowest, Math.round(took));
      const [status, retryAfter] = value;
      if (status !== 503 || retryAfter === null) faults.push(`${method} ${path}: ${status}, ${retryAfter}`);
      if (!isWithin) faults.push(`${method} ${path} took ${Math.round(took)} ms`);
      progress?.(index + 1, rounds.length, faults.length);
    }
  } finally {
    for (const engine of engines) process.kill(engine, 'SIGCONT');
  }
  const [status] = await ask('GET', '/status');
  if (status !== 200) faults.push(`GET /status answers ${status} once the table answers again`);
  return { cases: REQUESTS.length * ROUNDS, counts: { slowestMs: slowest }, faults };
}
