import { usualTime } from '../../testing/within.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { Call } from './send-all.ts';
import { type ApiDocument, operationsOf } from './slots.ts';

const DAY_MS = 86_400_000;
/** The oldest day that is taken, with a day to spare for the ledger's zone. */
const OLDEST_DAYS = 399;
const WEEKS_DAYS = 42;
/** The quickest of so many reads is compared: what is slower is the machine's doing. */
const READS = 5;
/** What a read may take longer by chance, milliseconds. */
const SLACK_MS = 30;

/** GET requests of every route, and the gate. */
function readsOf(document: ApiDocument, today: string): readonly (readonly [method: string, path: string])[] {
  const paths = operationsOf(document)
    .filter(([route, { security }]) => route.startsWith('GET ') && security === undefined)
    .map(([route]) =>
      route
        .slice(4)
        .replace('{dimension}', 'user')
        .replace('{type}', 'episode')
        .replace('/users/{id}', '/users/old-user')
        .replace('{id}', 'ep-7'),
    );
  return [
    ...paths.map((path) => ['GET', path] as const),
    ...paths.map((path) => ['GET', `${path}?from=1970-01-01&to=${today}`] as const),
    ['POST', '/budgets/authorize'],
    ['POST', '/budgets/check'],
  ];
}

/**
 * Measures every read of a running, else empty system with six weeks of events, and again with one event at the
 * oldest day that is taken. Faults: a read that takes more than twice its time, and one that fails.
 */
export async function tryOldestDay(
  document: ApiDocument,
  at: Date,
  call: Call,
  progress?: Progress,
): Promise<InputsOutcome> {
  const day = (back: number) => new Date(at.getTime() - back * DAY_MS).toISOString();
  const eventAt = (back: number) => ({
    id: `old-${back}`,
    occurredAt: day(back),
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { input_tokens: 800 },
    userId: 'old-user',
    resource: { type: 'episode', id: 'ep-7' },
  });
  const record = async (backs: readonly number[], inAll: number) => {
    await call('POST', '/record', { events: backs.map(eventAt) });
    await waitFor(
      `${inAll} events in the totals`,
      async () => JSON.parse((await call('GET', '/users/old-user', undefined)).text) as { events: number },
      ({ events }) => events >= inAll,
    );
  };
  await record(
    Array.from({ length: WEEKS_DAYS }, (_, back) => back + 1),
    WEEKS_DAYS,
  );
  await call('POST', '/budgets', {
    name: 'life',
    scope: { kind: 'user', id: 'old-user' },
    period: 'lifetime',
    limitUsd: '100',
  });
  const faults: string[] = [];
  const reads = readsOf(document, at.toISOString().slice(0, 10));
  const halves = reads.length * 2;
  const before = await timesOf(reads, call, (done) => progress?.(done, halves, 0));
  await record([OLDEST_DAYS], WEEKS_DAYS + 1);
  const after = await timesOf(reads, call, (done) => progress?.(reads.length + done, halves, 0));
  for (const [name, { took, status, plain }] of after) {
    const young = before.get(name)?.took ?? 0;
    if (status >= 500) faults.push(faultLine(`${status}`, name));
    // The machine may have become busier in between.
    const busier = Math.max(1, plain / (before.get(name)?.plain ?? plain));
    if (took > 2 * young * busier + SLACK_MS)
      faults.push(`${name}: ${Math.round(took)} ms after ${Math.round(young)} ms`);
  }
  return { cases: reads.length, counts: { reads: reads.length }, faults };
}

async function timesOf(
  reads: readonly (readonly [string, string])[],
  call: Call,
  progress: (done: number) => void,
) {
  const times = new Map<string, { readonly took: number; readonly status: number; readonly plain: number }>();
  for (const [method, path] of reads) {
    const body = method === 'GET' ? undefined : { userId: 'old-user', estimateUsd: '0.01' };
    const tries: { took: number; status: number }[] = [];
    for (let one = 0; one < READS; one++) {
      const started = performance.now();
      const { status } = await call(method, path, body);
      tries.push({ took: performance.now() - started, status });
    }
    const [best = { took: 0, status: 0 }] = tries.toSorted((a, b) => a.took - b.took);
    const plain = await usualTime(() => call('GET', '/history', undefined));
    times.set(`${method} ${path}`, { ...best, plain });
    progress(times.size);
  }
  return times;
}
