import { projectMonthEnd, runRate } from '../core/forecast/project-month-end.ts';
import { costBetween, type DailySpend } from '../core/forecast/spend-series.ts';
import { daysBetween, daysOfMonth, type Month } from '../core/time/ledger-time.ts';
import { aDay, aMonth } from '../testing/dates.ts';
import { PATTERNS, patternDays, RARE_PATTERNS, rareDays, traceDays } from '../testing/spend-patterns.ts';

export const description =
  'month-end projections against the naive run rate, on the sample trace and on synthetic weeks';

interface Score {
  projections: number;
  error: number;
  naiveError: number;
  inside: number;
}

/**
 * Projects the end of `month` on its days from the second to the last but two, each or every so many, against what it
 * became.
 */
function score(days: readonly DailySpend[], month: Month, step: number): Score {
  const { from, to } = daysOfMonth(month);
  const actual = Number(costBetween(days, from, to));
  const total: Score = { projections: 0, error: 0, naiveError: 0, inside: 0 };
  const tried = daysBetween(from, to).slice(1, -2);
  for (const today of tried.filter((_day, nth) => nth % step === 0)) {
    const known = days.filter((item) => item.day < today);
    const projection = projectMonthEnd({ days: known, today, dayShare: 0 });
    total.projections += 1;
    total.error += Math.abs(Number(projection.projected) - actual) / actual;
    total.naiveError += Math.abs(Number(runRate(known, today)) - actual) / actual;
    if (Number(projection.low) <= actual && actual <= Number(projection.high)) total.inside += 1;
  }
  return total;
}

function add(a: Score, b: Score): Score {
  return {
    projections: a.projections + b.projections,
    error: a.error + b.error,
    naiveError: a.naiveError + b.naiveError,
    inside: a.inside + b.inside,
  };
}

function answer(total: Score) {
  const share = (value: number) => Number((value / total.projections).toFixed(4));
  return {
    projections: total.projections,
    error: share(total.error),
    naiveError: share(total.naiveError),
    insideInterval: share(total.inside),
  };
}

const NOTHING: Score = { projections: 0, error: 0, naiveError: 0, inside: 0 };

const RARE_SEEDS = 30;

/**
 * The same of spenders that are seldom there, together: what all projections are off by, and by how much they are too
 * high, each as a share of what all of them spent. A single one may spend nothing at all.
 */
function scoreRare() {
  const { from, to } = daysOfMonth(aMonth('2026-11'));
  const total = { actual: 0, error: 0, bias: 0, projections: 0 };
  for (const pattern of RARE_PATTERNS) {
    for (let seed = 1; seed <= RARE_SEEDS; seed += 1) {
      const days = rareDays(pattern, aDay('2026-09-02'), seed);
      const actual = Number(costBetween(days, from, to));
      for (const today of daysBetween(from, to).slice(1, -2)) {
        const known = days.filter((item) => item.day < today);
        const off = Number(projectMonthEnd({ days: known, today, dayShare: 0 }).projected) - actual;
        total.projections += 1;
        total.actual += actual;
        total.error += Math.abs(off);
        total.bias += off;
      }
    }
  }
  const { actual, error, bias, projections } = total;
  return {
    projections,
    error: Number((error / actual).toFixed(4)),
    bias: Number((bias / actual).toFixed(4)),
  };
}

/** Mean absolute error of the month end as a share of it, ours and the run rate's; asked on every `step`th day. */
export function measureProjections(seeds: number, step = 1) {
  const trace = score(traceDays(aDay('2026-10-02'), 'working-week'), aMonth('2026-11'), step);
  const slices = score(traceDays(aDay('2026-10-02'), 'slices'), aMonth('2026-11'), step);
  const shapes: Record<string, Score> = {};
  for (const pattern of PATTERNS) {
    const shape = `${pattern.name.split(' ')[0]} growth ${pattern.growth}`;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const measured = score(patternDays(pattern, aDay('2026-09-02'), seed), aMonth('2026-11'), step);
      shapes[shape] = add(shapes[shape] ?? NOTHING, measured);
    }
  }
  const synthetic = Object.values(shapes).reduce(add, NOTHING);
  return {
    trace: answer(trace),
    traceSlices: answer(slices),
    synthetic: answer(synthetic),
    shapes: Object.fromEntries(Object.entries(shapes).map(([name, total]) => [name, answer(total)])),
  };
}

/** Prints a table and hands back the object of the last line. */
export function run() {
  const started = performance.now();
  const { trace, traceSlices, synthetic, shapes } = measureProjections(3);
  const seconds = (performance.now() - started) / 1000;
  const row = (name: string, item: typeof trace) =>
    console.log(
      `${name.padEnd(28)} ${String(item.error).padStart(8)} ${String(item.naiveError).padStart(10)} ${String(item.insideInterval).padStart(8)}`,
    );
  console.log(`${''.padEnd(28)} ${'error'.padStart(8)} ${'run rate'.padStart(10)} ${'inside'.padStart(8)}`);
  row('sample trace, working weeks', trace);
  row('sample trace, time slices', traceSlices);
  for (const [name, item] of Object.entries(shapes)) row(name, item);
  row('synthetic, all', synthetic);
  const rare = scoreRare();
  console.log(`who spends on few days        error ${rare.error}, too high by ${rare.bias}`);
  const millisecondsEach = (seconds * 1000) / (2 * trace.projections + synthetic.projections);
  return {
    bench: 'projections',
    trace,
    traceSlices,
    synthetic,
    rare,
    millisecondsEach: Number(millisecondsEach.toFixed(3)),
  };
}
