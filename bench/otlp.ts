import { gzipSync } from 'node:zlib';
import type { Endpoints } from '../local/endpoints.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { exportJson, exportProtobuf, toldCalls, type ToldCall } from '../testing/otlp-export.ts';
import { readCounts, untilIdle } from '../testing/usage-flow.ts';

/** What `npm run bench` lists. */
export const description =
  'spans a second through the local API by OTLP, beside POST /record of the same calls';

const CALLS = 10_000;
/** As many as the batch processors of OpenTelemetry send at once. */
const BATCH = 512;
/** Exporters of several processes. */
const SENDERS = 4;
const GOAL_A_SECOND = 2000;

type Body = string | Uint8Array<ArrayBuffer>;

interface Way {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  body(calls: readonly ToldCall[]): Body;
}

const PROTOBUF = { 'content-type': 'application/x-protobuf' };

function asEvents(calls: readonly ToldCall[]): string {
  const events = calls.map((call) => ({
    id: call.responseId,
    occurredAt: new Date(call.endMs).toISOString(),
    provider: 'openai',
    model: call.model,
    usage: { input_tokens: call.inputTokens, output_tokens: call.outputTokens },
    operation: 'chat',
    userId: call.userId,
    resource: { type: 'conversation', id: `conversation-${call.userId}` },
  }));
  return JSON.stringify({ events });
}

const WAYS: Readonly<Record<string, Way>> = {
  record: { path: '/record', headers: { 'content-type': 'application/json' }, body: asEvents },
  json: { path: '/otlp/v1/traces', headers: { 'content-type': 'application/json' }, body: exportJson },
  protobuf: {
    path: '/otlp/v1/traces',
    headers: PROTOBUF,
    body: (calls) => new Uint8Array(exportProtobuf(calls)),
  },
  gzip: {
    path: '/otlp/v1/traces',
    headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
    body: (calls) => new Uint8Array(gzipSync(exportProtobuf(calls))),
  },
};

/** Sends a body until it is taken, as exporters do: they repeat a 429, a 502 or a 503. */
async function sendTaken({ api, tokens }: Endpoints, way: Way, body: Body): Promise<number> {
  for (let repeats = 0; ; repeats++) {
    const response = await fetch(`${api}${way.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.writer}`, ...way.headers },
      body,
    });
    const text = await response.text();
    if (response.ok) {
      if (text.includes('rejectedSpans')) throw new Error(`spans were rejected: ${text}`);
      return repeats;
    }
    if (![429, 502, 503].includes(response.status)) throw new Error(`${response.status} ${text}`);
  }
}

/** Sends all bodies by some senders at once; answers how many a second were taken. */
async function timeWay(endpoints: Endpoints, name: string, way: Way, calls: readonly ToldCall[]) {
  const bodies = Array.from({ length: Math.ceil(calls.length / BATCH) }, (_, index) =>
    way.body(calls.slice(index * BATCH, (index + 1) * BATCH)),
  );
  const queue = bodies.values();
  let repeats = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (const body of queue) repeats += await sendTaken(endpoints, way, body);
    }),
  );
  const takenMs = performance.now() - started;
  return { name, aSecond: Math.round((calls.length / takenMs) * 1000), repeats, started };
}

/** Runs the benchmark; the local system is in a process of its own, and the senders share its machine. */
export async function run(): Promise<Record<string, unknown>> {
  await using system = await startLocalSystem();
  const { endpoints } = system;
  const results: Record<string, unknown> = {};
  const rates: Record<string, number> = {};
  let sent = 0;
  for (const [name, way] of Object.entries(WAYS)) {
    await timeWay(endpoints, name, way, toldCalls(BATCH * SENDERS, `warm-${name}`, Date.now()));
    sent += BATCH * SENDERS;
    await untilIdle(endpoints, sent);
    const timed = await timeWay(endpoints, name, way, toldCalls(CALLS, name, Date.now()));
    sent += CALLS;
    const { recorded } = await untilIdle(endpoints, sent);
    const throughSecond = Math.round((CALLS / (performance.now() - timed.started)) * 1000);
    rates[name] = timed.aSecond;
    results[name] = {
      takenASecond: timed.aSecond,
      inTotalsASecond: throughSecond,
      repeats: timed.repeats,
      lost: sent - recorded,
    };
    console.log(
      `${name.padEnd(9)} ${timed.aSecond} a second taken, ${throughSecond} a second until all are in the totals`,
    );
  }
  const counts = await readCounts(endpoints);
  const share = (name: string) => Number(((rates[name] ?? 0) / (rates['record'] ?? 1)).toFixed(2));
  console.log(`goal: ${GOAL_A_SECOND} spans a second; ${sent - counts.recorded} of ${sent} lost`);
  return {
    ...results,
    ofRecord: { json: share('json'), protobuf: share('protobuf'), gzip: share('gzip') },
    lost: sent - counts.recorded,
  };
}
