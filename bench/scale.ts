import { parseArgs } from 'node:util';
import { type ScaleCase, scaleRates } from './support/scale-model.ts';
import { monthlyUsd, type Wall, wallsOf } from './support/scale-walls.ts';

export const description =
  'scale on paper: the first wall, what moves it, and the bill at 10 to 100,000 events a second, by the real keys';

const RATES = [10, 1000, 10_000, 100_000];
/** Lanes that are tried until the wall is another one: the setting takes 64 at most. */
const LANES = [4, 16, 64];

/** Walls of a line that are shown. */
const SHOWN = 6;

/** One line of the table. */
interface ScaleLine {
  readonly eventsPerSecond: number;
  readonly lanes: number;
  readonly writeUnitsPerEvent: number;
  readonly shards: number;
  /** The nearest walls, the first one first, each with the events a second of this shape at which it stands. */
  readonly walls: readonly (Wall & { readonly at: number })[];
  readonly usdPerMonth: number;
  readonly usd: Readonly<Record<string, number>>;
}

type Load = Omit<ScaleCase, 'lanes'> & { readonly recorderConcurrency: number };

/** One load with one number of lanes. */
export async function scaleLine(load: Load, lanes: number): Promise<ScaleLine> {
  const rates = await scaleRates({ ...load, lanes });
  const walls = wallsOf(rates, load.recorderConcurrency).slice(0, SHOWN);
  const usd = monthlyUsd(rates);
  return {
    eventsPerSecond: load.eventsPerSecond,
    lanes,
    writeUnitsPerEvent: Number((rates.writeUnits / load.eventsPerSecond).toPrecision(3)),
    shards: rates.shards,
    walls: walls.map((wall) => ({
      ...wall,
      share: Number(wall.share.toPrecision(3)),
      at: Number((load.eventsPerSecond / wall.share).toPrecision(2)),
    })),
    usdPerMonth: Number(
      Object.values(usd)
        .reduce((sum, part) => sum + part, 0)
        .toPrecision(3),
    ),
    usd,
  };
}

/** How much of its first wall a load takes. */
const nearest = ({ walls }: ScaleLine) => walls[0]?.share ?? 0;

/** The load with the fewest lanes that take it, or with those whose wall is farthest. */
async function bestLanes(load: Load, alone: ScaleLine): Promise<ScaleLine> {
  let best = alone;
  for (const lanes of LANES) {
    const line = await scaleLine(load, lanes);
    if (nearest(line) < nearest(best)) best = line;
    if (nearest(line) <= 1) return line;
  }
  return best;
}

function show(line: ScaleLine): void {
  const { eventsPerSecond, lanes, writeUnitsPerEvent, walls, usdPerMonth } = line;
  console.log(
    `${eventsPerSecond} a second, ${lanes} lanes: ${writeUnitsPerEvent} write units an event, $${usdPerMonth} a month`,
  );
  for (const { at, what, moves } of walls) console.log(`  at ${at} a second: ${what}; moved by ${moves}`);
}

/** Prints each load with one lane and with the lanes that it needs. Nothing is timed: every run is the same. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rates: { type: 'string', default: RATES.join(',') },
      'per-message': { type: 'string', default: '50' },
      freshness: { type: 'string', default: '10' },
      'recorder-concurrency': { type: 'string', default: '1000' },
      batches: { type: 'string', default: '1' },
    },
  });
  const results: object[] = [];
  for (const eventsPerSecond of values.rates.split(',').map(Number)) {
    const load = {
      eventsPerSecond,
      perMessage: Number(values['per-message']),
      freshnessSeconds: Number(values.freshness),
      recorderConcurrency: Number(values['recorder-concurrency']),
      batches: Number(values.batches),
    };
    const alone = await scaleLine(load, 1);
    show(alone);
    const best = nearest(alone) <= 1 ? alone : await bestLanes(load, alone);
    if (best !== alone) show(best);
    results.push({ oneLane: alone, best });
  }
  return { bench: 'scale', results };
}
