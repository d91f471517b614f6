import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { batchesOf } from '../core/in-batches.ts';
import { mean } from '../core/forecast/statistics.ts';
import { childrenOf } from '../testing/listeners.ts';
import { type LocalSystem, startLocalSystem } from '../testing/local-system.ts';
import { readApi, sendBodies, untilIdle } from '../testing/usage-flow.ts';
import { percentile } from './support/percentile.ts';
import { traceEvents } from './support/trace-events.ts';

export const description =
  'the whole local system under a steady load: memory of its processes at the start and at the end, freshness; --minutes 5 --rate 100 --per-message 10';

/** The first of so many parts warms up, and is compared with nothing. */
const PARTS = 10;
const HOUR_MS = 3_600_000;
const MEGABYTE = 1_048_576;
const PAGE = 4096;
/** The last part may hold this much more than the second. */
const FLAT = 1.1;

/** Memory that a process and its children hold, in bytes by name; the engine holds what the ledger grows by, too. */
function memoryOf(pid: number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const each of [pid, ...childrenOf(pid)]) {
    const [, resident = '0'] = readFileSync(`/proc/${each}/statm`, 'utf8').split(' ');
    const engine = readFileSync(`/proc/${each}/comm`, 'utf8').startsWith('dynoxide');
    const name = engine ? 'engine' : 'runner';
    sums.set(name, (sums.get(name) ?? 0) + Number(resident) * PAGE);
  }
  return sums;
}

/** Milliseconds from the message of one event to its receipt. */
async function freshnessOf({ endpoints }: LocalSystem, id: string): Promise<number> {
  const started = performance.now();
  const event = { id, provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 10 } };
  const body = { ...event, occurredAt: new Date().toISOString(), resource: { type: 'probe', id } };
  await sendBodies(endpoints, [JSON.stringify(body)]);
  while ((await readApi<{ events: number }>(endpoints, `/resources/probe/${id}`)).events === 0)
    await sleep(5);
  return performance.now() - started;
}

interface Load {
  readonly seconds: number;
  readonly rate: number;
  readonly perMessage: number;
}

/** Sends at the rate, and looks at memory and freshness again and again; answers what it saw, and how much it sent. */
async function soak(system: LocalSystem, { seconds, rate, perMessage }: Load) {
  const memory: Map<string, number>[] = [];
  const freshness: number[] = [];
  let sent = 0;
  let probes = 0;
  const over = new AbortController();
  const probing = async () => {
    while (!over.signal.aborted) {
      freshness.push(await freshnessOf(system, `probe-${probes++}`));
      memory.push(memoryOf(system.pid));
      await sleep(500);
    }
  };
  const sending = async () => {
    const started = performance.now();
    const elapsed = () => (performance.now() - started) / 1000;
    while (elapsed() < seconds) {
      const due = Math.floor(elapsed() * rate) - sent;
      const count = due - (due % perMessage);
      if (count > 0) {
        const events = traceEvents(count, Date.now() - 2 * HOUR_MS).map(({ event }, index) => ({
          ...event,
          id: `soak-${sent + index}`,
        }));
        const bodies = batchesOf(events, perMessage).map((batch) => JSON.stringify({ events: batch }));
        await sendBodies(system.endpoints, bodies);
        sent += count;
      }
      await sleep(100);
    }
    over.abort();
    return elapsed();
  };
  const [took] = await Promise.all([sending(), probing()]);
  await untilIdle(system.endpoints, sent + probes);
  return { memory, freshness, sent, took };
}

/** Megabytes of a process in each tenth of the run. */
function byParts(memory: readonly Map<string, number>[], name: string): number[] {
  return Array.from({ length: PARTS }, (_, part) => {
    const from = Math.floor((part * memory.length) / PARTS);
    const to = Math.max(from + 1, Math.floor(((part + 1) * memory.length) / PARTS));
    return Math.round(mean(memory.slice(from, to).map((sums) => sums.get(name) ?? 0)) / MEGABYTE);
  });
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new RangeError(`--${name} takes a whole number from 1; it is "${text}"`);
  return Number(text);
}

/** Prints memory by tenths of the run; the last line says whether it was flat, and how fresh totals were. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '5' },
      rate: { type: 'string', default: '100' },
      'per-message': { type: 'string', default: '10' },
    },
  });
  const minutes = wholeNumber('minutes', values.minutes);
  const rate = wholeNumber('rate', values.rate);
  const perMessage = wholeNumber('per-message', values['per-message']);
  await using system = await startLocalSystem();
  const { memory, freshness, sent, took } = await soak(system, { seconds: minutes * 60, rate, perMessage });
  const megabytes = { runner: byParts(memory, 'runner'), engine: byParts(memory, 'engine') };
  for (const [name, parts] of Object.entries(megabytes)) console.log(`${name}: ${parts.join(', ')} MB`);
  const grown = (megabytes.runner.at(-1) ?? 0) / (megabytes.runner[1] ?? 1);
  return {
    bench: 'soak',
    minutes,
    rate,
    perMessage,
    events: sent,
    eventsPerSecond: Math.round(sent / took),
    megabytes,
    isFlat: grown <= FLAT,
    freshnessMs: {
      p50: Math.round(percentile(freshness, 0.5)),
      p95: Math.round(percentile(freshness, 0.95)),
      p99: Math.round(percentile(freshness, 0.99)),
    },
  };
}
