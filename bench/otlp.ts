import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { OtlpSpan } from '../core/intake/otlp/otlp-span.ts';
import { readOtlpJson } from '../core/intake/otlp/read-otlp-json.ts';
import { readOtlpProtobuf } from '../core/intake/otlp/read-otlp-protobuf.ts';
import { spanEvents } from '../core/intake/otlp/span-events.ts';
import { checkIntake, sendEvents } from '../core/usage/accept-events.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { exportJson, exportProtobuf, toldCalls, type ToldCall } from '../testing/otlp-export.ts';
import { readCounts, untilIdle } from '../testing/usage-flow.ts';
import { batchesOf } from '../core/in-batches.ts';

/** What `npm run bench` lists. */
export const description =
  'spans a second through the local API by OTLP: JSON, protobuf and gzip, how many were lost, and their CPU';

/** As many as the batch processors of OpenTelemetry send at once. */
const BATCH = 512;
/** Spans by each way: a second and a half at the goal. The recorder then needs longer to write them. */
const CALLS = 6 * BATCH;
/** Exporters of several processes. */
const SENDERS = 4;
const GOAL_A_SECOND = 2000;
const CPU_ROUNDS = 5;
const CPU_REQUESTS = 8;

type Body = string | Uint8Array<ArrayBuffer>;

interface Way {
  readonly headers: Readonly<Record<string, string>>;
  body(calls: readonly ToldCall[]): Body;
}

const PROTOBUF = { 'content-type': 'application/x-protobuf' };

const WAYS: Readonly<Record<string, Way>> = {
  json: { headers: { 'content-type': 'application/json' }, body: exportJson },
  protobuf: { headers: PROTOBUF, body: (calls) => new Uint8Array(exportProtobuf(calls)) },
  gzip: {
    headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
    body: (calls) => new Uint8Array(gzipSync(exportProtobuf(calls))),
  },
};

/** Sends a body until it is taken, as exporters do: they repeat a 429, a 502 or a 503. */
async function sendTaken({ api, tokens }: Endpoints, way: Way, body: Body): Promise<number> {
  for (let repeats = 0; ; repeats++) {
    const response = await fetch(`${api}/otlp/v1/traces`, {
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

/** Sends all bodies by some senders at once; answers how many spans a second were taken. */
async function timeWay(endpoints: Endpoints, way: Way, calls: readonly ToldCall[]) {
  const bodies = batchesOf(calls, BATCH).map((batch) => way.body(batch));
  const queue = bodies.values();
  let repeats = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (const body of queue) repeats += await sendTaken(endpoints, way, body);
    }),
  );
  return { aSecond: Math.round((calls.length / (performance.now() - started)) * 1000), repeats };
}

/** Microseconds of processor that a span takes from its bytes to the queue's message, in this process. */
async function cpuMicros(read: () => readonly OtlpSpan[]): Promise<number> {
  const ports = { clock: { now: Date.now }, newId: randomUUID };
  const settings = { timeZone: 'UTC', lanes: [], trackedTags: [] };
  const sender = { send: () => Promise.resolve() };
  let micros = Infinity;
  for (let round = 0; round < CPU_ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let request = 0; request < CPU_REQUESTS; request++) {
      const { accepted } = checkIntake(spanEvents(read(), {}), 'spans', ports, settings);
      await sendEvents(accepted, sender);
    }
    const { user, system } = process.cpuUsage(before);
    micros = Math.min(micros, (user + system) / (CPU_REQUESTS * BATCH));
  }
  return Number(micros.toFixed(1));
}

/** Runs the benchmark; the local system is in a process of its own, and the senders share its machine. */
export async function run(): Promise<Record<string, unknown>> {
  const calls = toldCalls(BATCH, 'cpu', Date.now());
  const [json, protobuf] = [exportJson(calls), exportProtobuf(calls)];
  const cpu = {
    json: await cpuMicros(() => readOtlpJson(json)),
    protobuf: await cpuMicros(() => readOtlpProtobuf(protobuf)),
  };
  console.log(`CPU a span from bytes to the queue: ${cpu.json} µs of JSON, ${cpu.protobuf} µs of protobuf`);
  await using system = await startLocalSystem();
  const { endpoints } = system;
  const results: Record<string, unknown> = {};
  let sent = 0;
  for (const [name, way] of Object.entries(WAYS)) {
    // One request for each sender: each wakes a sandbox, whose start is no part of the rate.
    await timeWay(endpoints, way, toldCalls(SENDERS * BATCH, `warm-${name}`, Date.now()));
    await untilIdle(endpoints, (sent += SENDERS * BATCH));
    const started = performance.now();
    const { aSecond, repeats } = await timeWay(endpoints, way, toldCalls(CALLS, name, Date.now()));
    const { recorded } = await untilIdle(endpoints, (sent += CALLS));
    const inTotals = Math.round((CALLS / (performance.now() - started)) * 1000);
    results[name] = { takenASecond: aSecond, inTotalsASecond: inTotals, repeats, lost: sent - recorded };
    console.log(
      `${name.padEnd(9)} ${aSecond} spans a second taken, ${sent - recorded} lost, ${repeats} requests repeated; ` +
        `${inTotals} a second until all are in the totals`,
    );
  }
  const lost = sent - (await readCounts(endpoints)).recorded;
  console.log(`goal: ${GOAL_A_SECOND} spans a second taken; lost ${lost} of ${sent}`);
  return { ...results, cpuMicrosASpan: cpu, goalASecond: GOAL_A_SECOND, lost };
}
