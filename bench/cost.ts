import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { type Windows, windowsFor } from '../lib/batch-windows.ts';
import { startDynamo, type TestDynamo } from '../testing/dynamo.ts';
import { ledgerOn } from '../testing/ledger-on.ts';
import { USD } from './support/aws-usd.ts';
import { costFigures } from './support/cost-figures.ts';
import { costPage } from './support/cost-page.ts';
import { idleCost } from './support/idle-cost.ts';
import { type MillionCost, SIZES, sizeLine, type UserSize } from './support/million-cost.ts';
import { countUnits, type Units } from './support/meter.ts';
import { memoryGb, stageTemplates } from './support/stage-templates.ts';
import { storedBytes } from './support/stored-bytes.ts';
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
/** Lambda's own three lines about an invocation; INFO writes nothing for an event. */
const INVOCATION_LOG_BYTES = 500;

interface Design {
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

async function costOf(
  dynamo: TestDynamo,
  name: string,
  events: readonly TimedEvent[],
  { design, functionGb }: { readonly design: Design; readonly functionGb: number },
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
  const invocations = recordings.length + aggregations.length;
  const used = { units, events: events.length, messages: messages.length, invocations, functionGb };
  return { ...costsOf(used), ...(await storedBytes(dynamo.client(), name, events.length)) };
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

/** The trace at another rate than its own, from its first event on. */
function atRate(count: number, perMonth: number): TimedEvent[] {
  const own = traceEvents(count, START);
  const seconds = ((own.at(-1)?.at ?? START) - START) / 1000;
  const slower = count / (perMonth / (30 * 86_400)) / seconds;
  return own.map(({ event, at }) => {
    const then = Math.round(START + (at - START) * slower);
    return { at: then, event: { ...event, occurredAt: new Date(then).toISOString() } };
  });
}

/** One size of user, beside a ledger that adds each event by itself. */
async function ofSize(dynamo: TestDynamo, size: UserSize, most: number, functionGb: number) {
  const events = atRate(Math.min(most, size.eventsPerMonth), size.eventsPerMonth);
  const windows = windowsFor(size.freshnessSeconds);
  const { perMessage } = size;
  const own = await costOf(dynamo, `size-${size.eventsPerMonth}`, events, {
    design: { perMessage, windows, atOnce: STREAM_BATCH },
    functionGb,
  });
  const naive = await costOf(dynamo, `size-naive-${size.eventsPerMonth}`, events.slice(0, NAIVE_EVENTS), {
    design: ALONE,
    functionGb,
  });
  return { size, own, naive };
}

/** Each event by itself, as most ledgers do: a message, an invocation and a transaction for each. */
const ALONE: Design = {
  perMessage: 1,
  windows: { ...windowsFor(0), queueBatchSize: 1 },
  atOnce: 1,
};
const NAIVE_EVENTS = 300;

/**
 * Runs the benchmark; units are exact, dollars follow from them by the price list of us-east-1. `--write` makes
 * docs/cost.md of the answer, and the figures that `costkeeper cost-sheet` reckons with.
 */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { events: { type: 'string', default: '1500' }, write: { type: 'boolean', default: false } },
  });
  const count = Number(values.events);
  const events = traceEvents(count, START);
  const resources = await stageTemplates('production');
  const functionGb = Math.max(memoryGb(resources, 'record-usage'), memoryGb(resources, 'aggregate-usage'));
  const dynamo = await startDynamo();
  const units: { perMessage: number; freshness: number; writeUnits: number }[] = [];
  try {
    for (const perMessage of [50, 10, 1]) {
      for (const freshness of [60, 10, 2, 0]) {
        const design = { perMessage, windows: windowsFor(freshness), atOnce: STREAM_BATCH };
        const cost = await costOf(dynamo, `cost-${perMessage}-${freshness}`, events, { design, functionGb });
        units.push({ perMessage, freshness, writeUnits: cost.writeUnitsPerEvent });
        console.log(`${perMessage}/${freshness}: ${cost.writeUnitsPerEvent} write units an event`);
      }
    }
    const sizes = [];
    for (const size of SIZES) {
      const found = await ofSize(dynamo, size, count, functionGb);
      sizes.push(sizeLine(found.size, found.own, found.naive));
      console.log(JSON.stringify(sizes.at(-1)));
    }
    const idle = idleCost(resources);
    const result = { bench: 'cost', events: count, functionGb, units, sizes, idle };
    if (values.write) {
      writeFileSync(PAGE, costPage(result));
      writeFileSync(FIGURES, `${JSON.stringify(costFigures(result), undefined, 2)}\n`);
    }
    return result;
  } finally {
    dynamo.stop();
  }
}

const PAGE = join(import.meta.dirname, '../docs/cost.md');
const FIGURES = join(import.meta.dirname, '../cli/commands/cost-figures.json');
