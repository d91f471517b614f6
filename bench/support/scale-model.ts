import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ulid } from 'ulid';
import { sdkClient } from '../../testing/sdk-client.ts';
import { LEDGER_KEY } from '../../adapters/dynamo/keys.ts';
import { storedRecord } from '../../adapters/dynamo/stream-record.ts';
import { PREFIX } from '../../contracts/table-layout.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { aggregateUsage } from '../../core/spend/aggregate-usage.ts';
import { toLedgerRecord } from '../../core/spend/ledger-record.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import { dayOf } from '../../core/time/ledger-time.ts';
import { laneOf } from '../../core/usage/lanes.ts';
import { beginRecording } from '../../core/usage/record-usage.ts';
import { windowsFor } from '../../lib/batch-windows.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import { seededRandom } from '../../testing/random.ts';
import { type LoadEvent, loadEvent } from './scale-load.ts';
import { nothingWritten, WriteMeter } from './write-meter.ts';
import { batchesOf } from '../../core/in-batches.ts';

/** A stage under a steady load. */
export interface ScaleCase {
  readonly eventsPerSecond: number;
  readonly perMessage: number;
  readonly freshnessSeconds: number;
  /** Lanes of every day, as the stage's setting `lanes` has them. */
  readonly lanes: number;
  /** Batches of recorder and aggregator that are played. */
  readonly batches: number;
}

/** What the stage does in a second. */
export interface ScaleRates {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly storedBytes: number;
  /** Write units by partition key, the hottest first. */
  readonly partitions: readonly (readonly [string, number])[];
  /** Transactions that write one item, the hottest first. */
  readonly items: readonly (readonly [string, number])[];
  readonly messages: number;
  readonly recorderInvocations: number;
  readonly recorderSeconds: number;
  readonly aggregatorInvocations: number;
  readonly aggregatorSeconds: number;
  /** Aggregators that can run at once: partitions of the day's entries, each with a shard of the stream. */
  readonly busyShards: number;
  /** Shards of the stream: partitions that the writes need. */
  readonly shards: number;
}

const ZONE = 'UTC';
const START = Date.parse('2026-11-20T10:00:00Z');

/** Records that the event source mapping of the stream takes at most, as lib/constructs/aggregate-usage.ts has it. */
const STREAM_BATCH = 1000;
/** Lambda asks a shard four times a second. */
const POLLS_PER_SECOND = 4;
/** Write units that a partition takes in a second. */
export const PARTITION_WRITES = 1000;

/** What an invocation takes beside its events, what an event takes, and what a transaction waits; assumed. */
const INVOCATION_SECONDS = 0.05;
const EVENT_SECONDS = 0.001;
const TRANSACTION_SECONDS = 0.015;

/** Hottest first; equals by name, so that a run repeats itself. */
function hottest(counts: ReadonlyMap<string, number>, times: number): (readonly [string, number])[] {
  return [...counts]
    .map(([key, count]) => [key, count * times] as const)
    .toSorted(([a, more], [b, other]) => other - more || (a < b ? -1 : 1));
}

/** Messages that one recorder gets at once. */
function messagesPerBatch({ eventsPerSecond, perMessage, freshnessSeconds }: ScaleCase): number {
  const { queueBatchSize, queueWindowSeconds } = windowsFor(freshnessSeconds);
  const messages = eventsPerSecond / perMessage;
  // Without a window a batch is what came while a recorder was busy with the one before.
  const seconds = queueWindowSeconds > 0 ? queueWindowSeconds : INVOCATION_SECONDS;
  return Math.min(queueBatchSize, Math.max(1, Math.round(messages * seconds)));
}

/** Stores on a meter, with a stopped clock and ids that repeat themselves. */
function meteredLedger(lanes: number) {
  const client = sdkClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  // What days there are is noted once by every function: a table that finds nothing would be told each time.
  const meter = new WriteMeter(client, (pk) => pk === LEDGER_KEY.pk);
  const settings = {
    timeZone: ZONE,
    trackedTags: ['tier'],
    lanes: [{ from: dayOf(START - 86_400_000, ZONE), count: lanes }],
  };
  return { meter, settings, ledger: ledgerOn(client, 'no-table', settings, { now: () => START + 60_000 }) };
}

type Metered = ReturnType<typeof meteredLedger>;

/** Runs one recorder batch; answers the entries that it puts, as records of the stream. */
async function record(
  { meter, settings, ledger }: Metered,
  messages: readonly (readonly LoadEvent[])[],
  batch: string,
): Promise<LedgerRecord[]> {
  const prices = createPriceBook();
  const recording = beginRecording(
    {
      ledger: ledger.ledgerWriter,
      bodies: { putBody: () => Promise.reject(new Error('no bucket here')) },
      prices: { current: () => Promise.resolve(prices) },
      clock: ledger.clock,
      users: undefined,
      log: { recorded: () => undefined },
    },
    settings,
    batch,
  );
  const before = meter.written.puts.length;
  for (const [index, events] of messages.entries()) {
    const body = JSON.stringify({ events: events.map(({ body }) => body) });
    await recording.recordMessage({ messageId: `${batch}-${index}`, sentAt: ledger.clock.now(), body });
  }
  await recording.finish();
  return meter.written.puts
    .slice(before)
    .filter((item) => String(item['pk']?.['S']).startsWith(PREFIX.entry))
    .flatMap((item, index) => {
      const stored = storedRecord(unmarshall(item as never, { wrapNumbers: true }), `${batch}-${index}`);
      return (stored && toLedgerRecord(stored, ZONE)) ?? [];
    });
}

/** Events of a recorder batch that are played: what they write is the same for every event but for the tally. */
const PLAYED_EVENTS = 500;

/** What recorders write in a second. */
async function recorderRates(load: ScaleCase) {
  const { eventsPerSecond, perMessage, lanes, batches } = load;
  const metered = meteredLedger(lanes);
  const random = seededRandom(1).uniform;
  const events = messagesPerBatch(load) * perMessage;
  const played = Math.min(events, Math.max(perMessage, PLAYED_EVENTS));
  for (let batch = 0; batch < batches; batch++) {
    const list = Array.from({ length: played }, (_, index) =>
      loadEvent(batch * events + index, eventsPerSecond, START),
    );
    await record(metered, batchesOf(list, perMessage), ulid(START, random));
  }
  return { written: metered.meter.written, perSecond: eventsPerSecond / events, events, played };
}

/** What the aggregator of one lane's shard writes in a second, times the lanes. */
async function aggregatorRates(load: ScaleCase, busyShards: number) {
  const { eventsPerSecond, perMessage, freshnessSeconds, lanes, batches } = load;
  const { streamWindowSeconds } = windowsFor(freshnessSeconds);
  const lanesOfShard = lanes / busyShards;
  const window = streamWindowSeconds > 0 ? streamWindowSeconds : 1 / POLLS_PER_SECOND;
  const perShard = eventsPerSecond / busyShards;
  const size = Math.min(STREAM_BATCH, Math.max(1, Math.round(perShard * window)));
  const metered = meteredLedger(lanes);
  const random = seededRandom(2).uniform;
  const ofRecorder = messagesPerBatch(load) * perMessage;
  const records: LedgerRecord[] = [];
  // Of each recorder batch the entries of this shard's lanes alone: they are a fraction of it, under one mark each.
  for (let first = 0; records.length < size * batches; first += ofRecorder) {
    const list = Array.from({ length: ofRecorder }, (_, index) => first + index)
      .filter((index) => laneOf(`load-${index}`, lanes) < lanesOfShard)
      .slice(0, size * batches - records.length)
      .map((index) => loadEvent(index, eventsPerSecond, START));
    if (list.length > 0)
      records.push(...(await record(metered, batchesOf(list, perMessage), ulid(START, random))));
  }
  metered.meter.written = nothingWritten();
  for (let batch = 0; batch < batches; batch++) {
    const { failed } = await aggregateUsage(records.slice(batch * size, (batch + 1) * size), {
      totals: metered.ledger.totalsWriter,
      clock: metered.ledger.clock,
      pause: () => Promise.resolve(),
      quarantine: (one, reason) => Promise.reject(new Error(`${one.name}: ${reason}`)),
    });
    if (failed.length > 0) throw new Error(`${failed.length} records were not added`);
  }
  return { written: metered.meter.written, perSecond: eventsPerSecond / size, size };
}

/**
 * Plays batches of a steady load through recorder and aggregator as they are deployed, on a client that adds up what
 * they ask of the table, and answers what that makes in a second. Nothing is measured in time: the same case has the
 * same answer on every machine.
 */
export async function scaleRates(load: ScaleCase): Promise<ScaleRates> {
  const { batches, eventsPerSecond, lanes } = load;
  const recorder = await recorderRates(load);
  const recorded = eventsPerSecond / (recorder.played * batches);
  // Shards follow the writes, and the batches follow the shards: it begins with those of the recorder's writes.
  let shards = Math.max(1, Math.ceil((recorder.written.write * recorded) / PARTITION_WRITES));
  let busyShards = Math.min(lanes, shards);
  let aggregator = await aggregatorRates(load, busyShards);
  const unitsOf = () =>
    recorder.written.write * recorded + (aggregator.written.write * aggregator.perSecond) / batches;
  shards = Math.max(1, Math.ceil(unitsOf() / PARTITION_WRITES));
  if (Math.min(lanes, shards) !== busyShards) {
    busyShards = Math.min(lanes, shards);
    aggregator = await aggregatorRates(load, busyShards);
  }
  const added = aggregator.perSecond / batches;
  const partitions = new Map<string, number>();
  const put = (from: ReadonlyMap<string, number>, times: number) => {
    for (const [key, count] of from) partitions.set(key, (partitions.get(key) ?? 0) + count * times);
  };
  put(recorder.written.byPartition, recorded);
  put(aggregator.written.byPartition, added);
  const commits = aggregator.written.commits / batches;
  return {
    writeUnits: unitsOf(),
    readUnits: recorder.written.read * recorded + aggregator.written.read * added,
    storedBytes: recorder.written.bytes * recorded + aggregator.written.bytes * added,
    partitions: hottest(partitions, 1),
    items: hottest(aggregator.written.transactions, added),
    messages: eventsPerSecond / load.perMessage,
    recorderInvocations: recorder.perSecond,
    recorderSeconds: INVOCATION_SECONDS + recorder.events * EVENT_SECONDS,
    aggregatorInvocations: aggregator.perSecond,
    aggregatorSeconds: INVOCATION_SECONDS + aggregator.size * EVENT_SECONDS + commits * TRANSACTION_SECONDS,
    busyShards,
    shards,
  };
}
