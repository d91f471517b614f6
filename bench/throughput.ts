import { parseArgs } from 'node:util';
import { type LocalSystem, startLocalSystem } from '../testing/local-system.ts';
import { readApi, sendBodies, untilIdle } from '../testing/usage-flow.ts';
import { engineAlone } from './support/engine-alone.ts';
import { percentile } from './support/percentile.ts';
import { postgresEventsPerSecond } from './support/postgres.ts';
import { cpuEach, threadCpu } from './support/thread-cpu.ts';
import { traceEvents } from './support/trace-events.ts';
import { batchesOf } from '../core/in-batches.ts';

export const description =
  'events a second from the queue into all totals by events a message, processor time by place, freshness, and PostgreSQL in the same run';

const PROBES = 100;
const POSTGRES_SECONDS = 10;
const HOUR_MS = 3_600_000;
/** Events a second at 50 events a message that the project wants of the machine that docs/scale.md tells of. */
const GOAL = 2000;
const PROCESSORS = 2;
const GOAL_US = (PROCESSORS * 1e6) / GOAL;

/** Threads of the functions between a message and its totals: recorder, aggregator. */
const PIPELINE = ['takeRecordUsage', 'nAggregateUsage'];

/** Sends so many events and waits until they are in all totals; `sent` are all that were ever sent, these among them. */
async function runFlow(
  { endpoints, pid }: LocalSystem,
  { count, perMessage, sent }: { readonly count: number; readonly perMessage: number; readonly sent: number },
) {
  const events = traceEvents(count, Date.now() - 2 * HOUR_MS).map(({ event }, index) => ({
    ...event,
    id: `${perMessage}-${index}`,
  }));
  const bodies = batchesOf(events, perMessage).map((batch) => JSON.stringify({ events: batch }));
  const before = threadCpu(pid);
  const started = performance.now();
  await sendBodies(endpoints, bodies);
  await untilIdle(endpoints, sent);
  const eventsPerSecond = Math.round(count / ((performance.now() - started) / 1000));
  const places = cpuEach(before, threadCpu(pid), count);
  const functionMs = PIPELINE.reduce((sum, name) => sum + (places[name] ?? 0), 0) / 1000;
  const shares = Object.entries(places).map(([name, us]) => `${name} ${us}`);
  console.log(
    `${perMessage} events a message: ${eventsPerSecond} events a second, ${functionMs} ms of function an event`,
  );
  console.log(`  microseconds of processor an event: ${shares.join(', ')}`);
  return { eventsPerSecond, places, functionMs };
}

/**
 * Runs the benchmark; times are of this machine, the local system in processes of its own. `--freshness` is the
 * stage's freshnessSeconds: how long batches may wait for more.
 */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { events: { type: 'string', default: '4000' }, freshness: { type: 'string', default: '0' } },
  });
  const count = Number(values.events);
  const eventsPerSecond: Record<string, number> = {};
  const cpuUsPerEvent: Record<string, Readonly<Record<string, number>>> = {};
  const functionMsPerEvent: Record<string, number> = {};
  const freshness: number[] = [];
  {
    await using system = await startLocalSystem('-c', `freshnessSeconds=${values.freshness}`);
    const { endpoints } = system;
    let sent = 0;
    for (const perMessage of [50, 10, 1]) {
      sent += count;
      const flow = await runFlow(system, { count, perMessage, sent });
      eventsPerSecond[perMessage] = flow.eventsPerSecond;
      cpuUsPerEvent[perMessage] = flow.places;
      functionMsPerEvent[perMessage] = flow.functionMs;
    }
    for (let index = 0; index < PROBES; index++) {
      const id = `probe-${index}`;
      const started = performance.now();
      const event = { id, provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 10 } };
      const body = { ...event, occurredAt: new Date().toISOString(), resource: { type: 'probe', id } };
      await sendBodies(endpoints, [JSON.stringify(body)]);
      while ((await readApi<{ events: number }>(endpoints, `/resources/probe/${id}`)).events === 0);
      freshness.push(performance.now() - started);
    }
  }
  const alone = await engineAlone(count, Date.now() - 2 * HOUR_MS);
  console.log(
    `the engine alone, in full batches: ${alone.recordingUs} µs of processor an event for its entry, ` +
      `${alone.addingUs} for its totals, ${alone.streamUs} for the stream: ${alone.allUs} of the ` +
      `${GOAL_US} that ${GOAL} events a second leave an event on ${PROCESSORS} processors`,
  );
  const postgres = postgresEventsPerSecond(POSTGRES_SECONDS);
  console.log(
    postgres === undefined
      ? 'PostgreSQL is not installed here, and was skipped: apt-get install postgresql'
      : `PostgreSQL, one transaction an event: ${postgres} events a second`,
  );
  return {
    bench: 'throughput',
    events: count,
    freshnessSeconds: Number(values.freshness),
    eventsPerSecond,
    cpuUsPerEvent,
    functionMsPerEvent,
    engineAlone: alone,
    freshnessMs: {
      p50: Math.round(percentile(freshness, 0.5)),
      p99: Math.round(percentile(freshness, 0.99)),
    },
    postgres: postgres === undefined ? null : { eventsPerSecond: postgres, transaction: 'one event' },
  };
}
