import { ulid } from 'ulid';
import { entryPartition } from '../../adapters/dynamo/keys.ts';
import { ofPartition } from '../../adapters/dynamo/run-queries.ts';
import { storedRecord } from '../../adapters/dynamo/stream-record.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { aggregateUsage } from '../../core/spend/aggregate-usage.ts';
import { toLedgerRecord } from '../../core/spend/ledger-record.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import { dayOf } from '../../core/time/ledger-time.ts';
import { beginRecording } from '../../core/usage/record-usage.ts';
import type { Windows } from '../../lib/batch-windows.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';
import { USD } from './aws-usd.ts';
import { countUnits, type Units } from './meter.ts';
import type { MillionCost } from './million-cost.ts';
import { storedBytes } from './stored-bytes.ts';
import type { TimedEvent } from './trace-events.ts';

const ZONE = 'UTC';
const SETTINGS = { timeZone: ZONE, lanes: [], trackedTags: ['tier'] };

/** The time that an invocation takes beyond what it does for its events; both are assumed, not measured. */
const INVOCATION_SECONDS = 0.05;
const EVENT_SECONDS = 0.001;
/** Lambda's own three lines about an invocation; INFO writes nothing for an event. */
const INVOCATION_LOG_BYTES = 500;

/** One way of recording. */
export interface Design {
  readonly perMessage: number;
  readonly windows: Windows;
  /** Records that one run of the aggregator takes at most. */
  readonly atOnce: number;
}

/** What one way of recording asked of AWS. */
interface Cost {
  readonly writeUnitsPerEvent: number;
  readonly readUnitsPerEvent: number;
  readonly perMillion: MillionCost;
  /** Bytes of an event that stay in the table: its entry, and what is kept for ever. */
  readonly entryBytes: number;
  readonly keptBytes: number;
}

/** Cuts what comes in into batches: each ends when its window has passed or it is full. */
function batchesOf<T extends { readonly at: number }>(
  items: readonly T[],
  seconds: number,
  most: number,
): T[][] {
  const batches: T[][] = [];
  for (const item of items) {
    const open = batches.at(-1);
    const isOpen = open && open.length < most && item.at <= (open[0]?.at ?? 0) + seconds * 1000;
    if (isOpen) open.push(item);
    else batches.push([item]);
  }
  return batches;
}

/** Records events in a table of their own and counts what that asks of AWS; dollars follow by arithmetic. */
export async function costOf(
  dynamo: TestDynamo,
  name: string,
  events: readonly TimedEvent[],
  { design, functionGb }: { readonly design: Design; readonly functionGb: number },
): Promise<Cost> {
  await dynamo.createTable(name);
  const client = dynamo.client();
  const units = countUnits(client);
  const ledgerAt = ledgersOn(client, name);
  const messages = messagesOf(events, design.perMessage);
  const recordings = await recordMessages(ledgerAt, messages, design);
  const aggregations = await addRecords(ledgerAt, await streamOf(dynamo, name, events), design);
  const invocations = recordings + aggregations;
  const used = { units, events: events.length, messages: messages.length, invocations, functionGb };
  return { ...costsOf(used), ...(await storedBytes(dynamo.client(), name, events.length)) };
}

interface TimedMessage {
  readonly at: number;
  readonly list: readonly TimedEvent[];
}

/** Events in messages of `perMessage`: a sender has a message when it has the last of its events. */
export function messagesOf(events: readonly TimedEvent[], perMessage: number): TimedMessage[] {
  return Array.from({ length: Math.ceil(events.length / perMessage) }, (_, index) => {
    const list = events.slice(index * perMessage, (index + 1) * perMessage);
    return { at: list.at(-1)?.at ?? 0, list };
  });
}

type LedgerAt = (at: number) => ReturnType<typeof ledgerOn>;

/** The ledger of a table at any moment. */
export function ledgersOn(client: ReturnType<TestDynamo['client']>, name: string): LedgerAt {
  return (at) => ledgerOn(client, name, SETTINGS, { now: () => at + 1 });
}

/** Records messages in batches; answers how many these were. */
export async function recordMessages(
  ledgerAt: LedgerAt,
  messages: readonly TimedMessage[],
  { windows }: Pick<Design, 'windows'>,
): Promise<number> {
  const batches = batchesOf(messages, windows.queueWindowSeconds, windows.queueBatchSize);
  const prices = createPriceBook();
  for (const [index, batch] of batches.entries()) {
    const { clock, ledgerWriter } = ledgerAt(batch.at(-1)?.at ?? 0);
    const recording = beginRecording(
      {
        ledger: ledgerWriter,
        bodies: { putBody: () => Promise.reject(new Error('no bucket here')) },
        prices: { current: () => Promise.resolve(prices) },
        clock,
        users: undefined,
        log: { recorded: () => undefined },
      },
      SETTINGS,
      ulid(clock.now()),
    );
    for (const [number, { list }] of batch.entries()) {
      const body = JSON.stringify({ events: list.map(({ event }) => event) });
      await recording.recordMessage({ messageId: `${index}-${number}`, sentAt: clock.now(), body });
    }
    await recording.finish();
  }
  return batches.length;
}

type TimedRecord = Awaited<ReturnType<typeof streamOf>>[number];

/** Adds records to their totals in batches; answers how many these were. */
export async function addRecords(
  ledgerAt: LedgerAt,
  records: readonly TimedRecord[],
  { windows, atOnce }: Omit<Design, 'perMessage'>,
): Promise<number> {
  const batches = batchesOf(records, windows.streamWindowSeconds, atOnce);
  for (const batch of batches) {
    const { clock, totalsWriter } = ledgerAt(batch.at(-1)?.at ?? 0);
    const { failed } = await aggregateUsage(
      batch.map(({ record }) => record),
      {
        totals: totalsWriter,
        clock,
        pause: () => Promise.resolve(),
        quarantine: (record, reason) => Promise.reject(new Error(`${record.name}: ${reason}`)),
      },
    );
    if (failed.length > 0) throw new Error(`${failed.length} records were not added`);
  }
  return batches.length;
}

/** What was measured of one way of recording, and the size of the functions. */
interface Used {
  readonly units: Units;
  readonly events: number;
  readonly messages: number;
  readonly invocations: number;
  readonly functionGb: number;
}

/** What units, requests and invocations cost together, by the event. */
function costsOf({ units, events, messages, invocations, functionGb }: Used) {
  const seconds = invocations * INVOCATION_SECONDS + events * EVENT_SECONDS;
  const million = (usd: number) => (usd / events) * 1e6;
  return {
    writeUnitsPerEvent: rounded(units.write / events),
    readUnitsPerEvent: rounded(units.read / events),
    perMillion: {
      writes: million(units.write * USD.write),
      reads: million(units.read * USD.read),
      // Sent, received and deleted, ten messages a request at most.
      queue: million((messages + 2 * Math.ceil(messages / 10)) * USD.queueRequest),
      functions: million(invocations * USD.invocation + seconds * functionGb * USD.gbSecond),
      logs: million(((invocations * INVOCATION_LOG_BYTES) / 1e9) * USD.loggedGb),
    },
  };
}

/** What the table's stream brings: every entry, at the moment it was written. */
export async function streamOf(dynamo: TestDynamo, name: string, events: readonly TimedEvent[]) {
  const table = new Table(dynamo.client(), name);
  const found: { at: number; record: LedgerRecord }[] = [];
  for (const day of new Set(events.map(({ at }) => dayOf(at, ZONE)))) {
    for await (const item of table.query(ofPartition(entryPartition(day, 0)))) {
      const stored = storedRecord(item, String(found.length + 1));
      const record = stored && toLedgerRecord(stored, ZONE);
      if (!record || !('entry' in stored.content)) continue;
      found.push({ at: stored.content.entry.recordedAt, record });
    }
  }
  if (found.length !== events.length)
    throw new Error(`${found.length} of ${events.length} events were recorded`);
  return found.toSorted((a, b) => a.at - b.at);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
