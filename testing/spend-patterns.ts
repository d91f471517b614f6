import { readFileSync } from 'node:fs';
import { weekdayOf, type DailySpend } from '../core/forecast/spend-series.ts';
import { type PicoUsd, picoUsd } from '../core/money/decimal.ts';
import { addDays, type Day } from '../core/time/ledger-time.ts';
import { seededRandom } from './random.ts';

/** A synthetic series: level × growth^day × weekday shape × log-normal noise. */
export interface Pattern {
  readonly name: string;
  readonly days: number;
  readonly levelUsd: number;
  /** Growth a day, 0.01 = one percent. */
  readonly growth: number;
  /** Monday to Sunday. */
  readonly weekdays: readonly number[];
  /** Standard deviation of the logarithm. */
  readonly noise: number;
}

const OFFICE = [1.15, 1.2, 1.25, 1.2, 1.1, 0.55, 0.55];
const CONSUMER = [0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2];
const FLAT = [1, 1, 1, 1, 1, 1, 1];
const BATCH_SUNDAY = [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 4.6];

/** Every weekly shape with calm and rough noise, flat, growing and shrinking. */
export const PATTERNS: readonly Pattern[] = [
  ['office', OFFICE],
  ['consumer', CONSUMER],
  ['flat', FLAT],
  ['sunday-batch', BATCH_SUNDAY],
].flatMap(([shape, weekdays]) =>
  [0.05, 0.2, 0.4].flatMap((noise) =>
    [-0.01, 0, 0.01, 0.02].map((growth) => ({
      name: `${String(shape)} noise ${noise} growth ${growth}`,
      days: 90,
      levelUsd: 40,
      growth,
      weekdays: weekdays as readonly number[],
      noise,
    })),
  ),
);

/** Spenders that are seldom there: on which days, and for how many days in a row. */
export interface RarePattern {
  readonly name: string;
  readonly days: number;
  /** How likely a day begins a run of days with spend, Monday to Sunday. */
  readonly begins: readonly number[];
  readonly runs: number;
}

export const RARE_PATTERNS: readonly RarePattern[] = [
  { name: 'one day in ten', days: 90, begins: FLAT.map(() => 0.1), runs: 1 },
  { name: 'one day in four', days: 90, begins: FLAT.map(() => 0.25), runs: 1 },
  { name: 'two days in five', days: 90, begins: FLAT.map(() => 0.4), runs: 1 },
  { name: 'every Monday', days: 90, begins: [1, 0, 0, 0, 0, 0, 0], runs: 1 },
  { name: 'most Mondays and Thursdays', days: 90, begins: [0.8, 0, 0, 0.8, 0, 0, 0], runs: 1 },
  { name: 'three days in a row', days: 90, begins: FLAT.map(() => 0.07), runs: 3 },
];

/** The days with spend of a rare pattern from `first` on, some $10 each; the same seed gives the same days. */
export function rareDays({ days, begins, runs }: RarePattern, first: Day, seed: number): DailySpend[] {
  const random = seededRandom(seed);
  let left = 0;
  return Array.from({ length: days }, (_, i) => addDays(first, i)).flatMap((day) => {
    if (left === 0 && random.uniform() < (begins[weekdayOf(day)] ?? 0)) left = runs;
    if (left === 0) return [];
    left -= 1;
    return [{ day, cost: usd(10 * Math.exp(0.4 * random.normal())) }];
  });
}

const PICO = 10n ** 12n;

/** A double of dollars as pico-dollars, through whole micro-dollars. */
export function usd(amount: number): PicoUsd {
  return picoUsd((BigInt(Math.round(amount * 1e6)) * PICO) / 1_000_000n);
}

/** The series of a pattern from `first` on; the same seed gives the same days. */
export function patternDays(pattern: Pattern, first: Day, seed: number): DailySpend[] {
  const random = seededRandom(seed);
  return Array.from({ length: pattern.days }, (_, i) => {
    const day = addDays(first, i);
    const shape = pattern.weekdays[weekdayOf(day)] ?? 1;
    const noise = Math.exp(pattern.noise * random.normal() - pattern.noise ** 2 / 2);
    return { day, cost: usd(pattern.levelUsd * (1 + pattern.growth) ** i * shape * noise) };
  });
}

/** The file of the sample trace. */
const SAMPLE_TRACE = new URL('../examples/sample/azure-llm-code-2023.csv', import.meta.url);

/** List price of gpt-4o-mini for a million tokens in pico-dollars: it only sets the scale of the sample series. */
const INPUT_PER_MILLION = 150_000_000_000n;
const OUTPUT_PER_MILLION = 600_000_000_000n;

/**
 * How the hour of the trace is spread over 60 days. `slices`: the time from the first to the last call is cut
 * into 60 equal slices, and slice k becomes day k; bursts and silences stay, there is no week in it.
 * `working-week`: the calls keep their order and are dealt out by quota, a weekday has 10 parts and a day of
 * the weekend 4, as a tool for programmers is used.
 */
export type TraceRule = 'slices' | 'working-week';

interface Call {
  readonly at: number;
  readonly cost: bigint;
}

function traceCalls(): Call[] {
  const rows = readFileSync(SAMPLE_TRACE, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [time = '', input = '0', output = '0'] = row.trim().split(',');
    const cost = (BigInt(input) * INPUT_PER_MILLION + BigInt(output) * OUTPUT_PER_MILLION) / 1_000_000n;
    return { at: Date.parse(`${time.slice(0, 23).replace(' ', 'T')}Z`), cost };
  });
}

const TRACE_DAYS = 60;

function sliceOf(calls: readonly Call[]): (call: Call, index: number) => number {
  const start = Math.min(...calls.map((call) => call.at));
  const slice = (Math.max(...calls.map((call) => call.at)) + 1 - start) / TRACE_DAYS;
  return (call) => Math.floor((call.at - start) / slice);
}

function quotaOf(calls: readonly Call[], first: Day): (call: Call, index: number) => number {
  const parts = Array.from({ length: TRACE_DAYS }, (_, i) => (weekdayOf(addDays(first, i)) < 5 ? 10 : 4));
  const days = parts.flatMap((count, day) => Array.from({ length: count }, () => day));
  return (_, index) => days[Math.floor((index * days.length) / calls.length)] ?? 0;
}

/** The sample trace as 60 days from `first` on; each call costs its tokens at 0.15 and 0.60 USD a million. */
export function traceDays(first: Day, rule: TraceRule): DailySpend[] {
  const calls = traceCalls();
  const dayOf = rule === 'slices' ? sliceOf(calls) : quotaOf(calls, first);
  const costs = Array.from({ length: TRACE_DAYS }, () => 0n);
  for (const [index, call] of calls.entries()) {
    const day = dayOf(call, index);
    costs[day] = (costs[day] ?? 0n) + call.cost;
  }
  return costs.map((cost, i) => ({ day: addDays(first, i), cost: picoUsd(cost) }));
}
