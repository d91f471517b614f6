import { parseArgs } from 'node:util';
import { startLocalSystem } from '../testing/local-system.ts';
import { readApi, sendBodies, untilIdle } from '../testing/usage-flow.ts';
import { percentile } from './support/percentile.ts';
import { postgresEventsPerSecond } from './support/postgres.ts';
import { traceEvents } from './support/trace-events.ts';

export const description =
  'events a second from the queue into all totals by events a message, freshness, and PostgreSQL in the same run';

const PROBES = 100;
const POSTGRES_SECONDS = 10;
const HOUR_MS = 3_600_000;

/** Runs the benchmark; times are of this machine, the local system in processes of its own. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { events: { type: 'string', default: '4000' } } });
  const count = Number(values.events);
  const eventsPerSecond: Record<string, number> = {};
  const freshness: number[] = [];
  {
    await using system = await startLocalSystem();
    const { endpoints } = system;
    let sent = 0;
    for (const perMessage of [50, 10, 1]) {
      const events = traceEvents(count, Date.now() - 2 * HOUR_MS).map(({ event }, index) => ({
        ...event,
        id: `${perMessage}-${index}`,
      }));
      const bodies = Array.from({ length: Math.ceil(count / perMessage) }, (_, index) =>
        JSON.stringify({ events: events.slice(index * perMessage, (index + 1) * perMessage) }),
      );
      const started = performance.now();
      await sendBodies(endpoints, bodies);
      sent += count;
      await untilIdle(endpoints, sent);
      eventsPerSecond[perMessage] = Math.round(count / ((performance.now() - started) / 1000));
      console.log(`${perMessage} events a message: ${eventsPerSecond[perMessage]} events a second`);
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
  const postgres = postgresEventsPerSecond(POSTGRES_SECONDS);
  console.log(
    postgres === undefined
      ? 'PostgreSQL is not installed here, and was skipped: apt-get install postgresql'
      : `PostgreSQL, one transaction an event: ${postgres} events a second`,
  );
  return {
    bench: 'throughput',
    events: count,
    eventsPerSecond,
    freshnessMs: {
      p50: Math.round(percentile(freshness, 0.5)),
      p99: Math.round(percentile(freshness, 0.99)),
    },
    postgres: postgres === undefined ? null : { eventsPerSecond: postgres, transaction: 'one event' },
  };
}
