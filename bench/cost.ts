import { parseArgs } from 'node:util';
import { ulid } from 'ulid';
import { entryPartition } from '../adapters/dynamo/keys.ts';
import { ofPartition } from '../adapters/dynamo/run-queries.ts';
import { storedRecord } from '../adapters/dynamo/stream-record.ts';
import { Table } from '../adapters/dynamo/table.ts';
import { createPriceBook } from '../core/pricing/catalogue.ts';
import { aggregateUsage } from '../core/spend/aggregate-usage.ts';
import { toLedgerRecord } from '../core/spend/ledger-record.ts';
import type { LedgerRecord } from '../core/spend/spend-ports.ts';
import { dayOf } from '../core/time/ledger-time.ts';
import { beginRecording } from '../core/usage/record-usage.ts';
import { type Windows, windowsFor } from '../lib/freshness.ts';
import { startDynamo, type TestDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { FUNCTION_GB, USD } from './support/aws-usd.ts';
import { idleCost } from './support/idle-cost.ts';
import { countUnits, type Units } from './support/meter.ts';
import { type TimedEvent, traceEvents } from './support/trace-events.ts';

export const description =
  'request units per event on a real trace at its own rate, by events a message and freshness; price, idle, naive';

const START = Date.parse('2026-11-20T10:00:00Z');
const ZONE = 'UTC';
const SETTINGS = { timeZone: ZONE, lanes: [], trackedTags: ['tier'] };
/** As lib/constructs/usage-aggregation.ts has it. */
const STREAM_BATCH = 1000;

/** The time that an invocation takes beyond what it does for its events; both are assumed, not measured. */
const INVOCATION_SECONDS = 0.05;
const EVENT_SECONDS = 0.001;

interface Design {
  readonly perMessage: number;
  readonly windows: Windows;
  /** Records that one run of the aggregator takes at most. */
  readonly atOnce: number;
}

interface Cost {
  readonly writeUnitsPerEvent: number;
  readonly readUnitsPerEvent: number;
  readonly usdPerMillion: number;
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

async function costOf(
  dynamo: TestDynamo,
  name: string,
  events: readonly TimedEvent[],
  design: Design,
): Promise<Cost> {
  await dynamo.createTable(name);
  const units: Units = { write: 0, read: 0 };
  const client = countUnits(dynamo.client(), units);
  const ledgerAt = (at: number) => ledgerOn(client, name, SETTINGS, { now: () => at + 1 });
  const { perMessage, windows, atOnce } = design;
  const messages = Array.from({ length: Math.ceil(events.length / perMessage) }, (_, index) => {
    const list = events.slice(index * perMessage, (index + 1) * perMessage);
    // A sender has a message when it has the last of its events.
    return { at: list.at(-1)?.at ?? START, list };
  });
  const recordings = batchesOf(messages, windows.queueWindowSeconds, windows.queueBatchSize);
  const prices = createPriceBook();
  for (const [index, batch] of recordings.entries()) {
    const { clock, ledgerWriter } = ledgerAt(batch.at(-1)?.at ?? START);
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
  const stream = await streamOf(dynamo, name, events);
  const aggregations = batchesOf(stream, windows.streamWindowSeconds, atOnce);
  for (const batch of aggregations) {
    const { clock, totalsWriter } = ledgerAt(batch.at(-1)?.at ?? START);
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
  return costsOf(units, events.length, messages.length, recordings.length + aggregations.length);
}

/** What units, requests and invocations cost together, by the event. */
function costsOf(units: Units, events: number, messages: number, invocations: number): Cost {
  const seconds = invocations * INVOCATION_SECONDS + events * EVENT_SECONDS;
  const usd =
    units.write * USD.write +
    units.read * USD.read +
    // Sent, received and deleted, ten messages a request at most.
    (messages + 2 * Math.ceil(messages / 10)) * USD.queueRequest +
    invocations * USD.invocation +
    seconds * FUNCTION_GB * USD.gbSecond;
  return {
    writeUnitsPerEvent: rounded(units.write / events),
    readUnitsPerEvent: rounded(units.read / events),
    usdPerMillion: rounded((usd / events) * 1e6),
  };
}

/** What the table's stream brings: every entry, at the moment it was written. */
async function streamOf(dynamo: TestDynamo, name: string, events: readonly TimedEvent[]) {
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

/** Runs the benchmark; units are exact, dollars follow from them by the price list of us-east-1. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { events: { type: 'string', default: '3000' } } });
  const events = traceEvents(Number(values.events), START);
  const dynamo = await startDynamo();
  const results = new Map<string, Cost>();
  try {
    for (const perMessage of [50, 10, 1]) {
      for (const freshness of [60, 10, 2, 0]) {
        const windows = windowsFor(freshness);
        const name = `${perMessage}/${freshness}`;
        const cost = await costOf(dynamo, `cost-${perMessage}-${freshness}`, events, {
          perMessage,
          windows,
          atOnce: STREAM_BATCH,
        });
        results.set(name, cost);
        const { writeUnitsPerEvent, usdPerMillion } = cost;
        console.log(
          `${name.padEnd(6)} ${writeUnitsPerEvent} write units an event, $${usdPerMillion} a million`,
        );
      }
    }
    // The same totals, written by a transaction for each event, as most ledgers do.
    const alone = { ...windowsFor(0), queueBatchSize: 1 };
    const naive = await costOf(dynamo, 'cost-naive', events.slice(0, 1000), {
      perMessage: 1,
      windows: alone,
      atOnce: 1,
    });
    console.log(`naive  ${naive.writeUnitsPerEvent} write units an event, $${naive.usdPerMillion} a million`);
    const idle = await idleCost();
    for (const [what, usd] of Object.entries(idle.items)) console.log(`idle   $${usd} a month: ${what}`);
    return {
      bench: 'cost',
      events: events.length,
      writeUnitsPerEvent: Object.fromEntries(
        [...results].map(([name, one]) => [name, one.writeUnitsPerEvent]),
      ),
      readUnitsPerEvent: Object.fromEntries([...results].map(([name, one]) => [name, one.readUnitsPerEvent])),
      usdPerMillion: results.get('50/60')?.usdPerMillion,
      idleUsdPerMonth: idle.usd,
      naive: naive.writeUnitsPerEvent,
      naiveUsdPerMillion: naive.usdPerMillion,
    };
  } finally {
    dynamo.stop();
  }
}
