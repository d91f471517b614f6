import { startLocalSystem } from '../testing/local-system.ts';
import { makeFlow, readApi, sendBodies, untilIdle } from '../testing/usage-flow.ts';
import { percentile } from './support/percentile.ts';

/** What `npm run bench` lists. */
export const description =
  'the whole local system: 2,000 messages to exact totals, one message to its receipt, POST /record';

const MESSAGES = 2000;
const SINGLES = 15;
const RECORDS = 200;

/** Runs the benchmark; times are wall clock of this machine, the local system in a process of its own. */
export async function run(): Promise<Record<string, unknown>> {
  await using system = await startLocalSystem();
  const { endpoints } = system;
  const flow = makeFlow(MESSAGES, Date.now());
  const started = performance.now();
  await sendBodies(endpoints, flow.bodies);
  await untilIdle(endpoints, MESSAGES);
  const drainedMs = Math.round(performance.now() - started);

  const singles: number[] = [];
  for (let index = 0; index < SINGLES; index++) {
    const resource = { type: 'probe', id: `p-${index}` };
    const event = {
      id: `probe-${index}`,
      occurredAt: new Date().toISOString(),
      provider: 'openai',
      model: 'gpt-4o-mini',
      usage: { input_tokens: 10 },
      resource,
    };
    const sent = performance.now();
    await sendBodies(endpoints, [JSON.stringify(event)]);
    while ((await readApi<{ events: number }>(endpoints, `/resources/probe/${resource.id}`)).events === 0);
    singles.push(performance.now() - sent);
  }

  const records: number[] = [];
  for (let index = 0; index < RECORDS; index++) {
    const sent = performance.now();
    const response = await fetch(`${endpoints.api}/record`, {
      method: 'POST',
      headers: { authorization: `Bearer ${endpoints.tokens.writer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 10 } }),
    });
    if (response.status !== 202) throw new Error(`POST /record answered ${response.status}`);
    await response.text();
    records.push(performance.now() - sent);
  }
  return {
    messages: MESSAGES,
    drainedMs,
    visibleMsP50: Math.round(percentile(singles, 0.5)),
    visibleMsMax: Math.round(percentile(singles, 1)),
    recordMsP50: Math.round(percentile(records, 0.5)),
    recordMsP95: Math.round(percentile(records, 0.95)),
  };
}
