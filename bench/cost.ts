import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { windowsFor } from '../lib/batch-windows.ts';
import { startDynamo, type TestDynamo } from '../testing/dynamo.ts';
import { costFigures } from './support/cost-figures.ts';
import { costPage } from './support/cost-page.ts';
import { idleCost } from './support/idle-cost.ts';
import { SIZES, sizeLine, type UserSize } from './support/million-cost.ts';
import { costOf, type Design } from './support/recording-cost.ts';
import { memoryGb, stageTemplates } from './support/stage-templates.ts';
import { type TimedEvent, traceEvents } from './support/trace-events.ts';

export const description =
  'request units per event on a real trace at its own rate, by events a message and freshness; price, idle, naive';

const START = Date.parse('2026-11-20T10:00:00Z');
/** As lib/constructs/aggregate-usage.ts has it. */
const STREAM_BATCH = 1000;

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
  // Of what an idle stage bills, production of this repository has one option that is no default.
  const resources = await stageTemplates('production', { gradualDeploys: 'false' });
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
