import { weekdayOf, type SpendSeries } from '../../core/forecast/spend-series.ts';
import { addDays, daysBetween, type Day } from '../../core/time/ledger-time.ts';
import { aDay } from '../../testing/dates.ts';
import { seededRandom, type Random } from '../../testing/random.ts';
import { patternDays, usd } from '../../testing/spend-patterns.ts';

/** Something planted: found when a day from `day` to `until` is flagged. */
export interface Planted {
  readonly key: string;
  readonly kind: 'spike' | 'drop' | 'shift';
  readonly day: Day;
  /** Last day on which flagging it is right. */
  readonly until: Day;
}

export interface PlantedSeries {
  readonly series: SpendSeries;
  readonly planted: readonly Planted[];
}

export const FIRST_DAY = aDay('2026-07-06');
export const LAST_DAY = aDay('2026-10-31');
/** The first 40 days are history without anything planted. */
const JUDGED_FROM = 40;
/** A shift is news until the level has followed it. */
const SHIFT_NEWS_DAYS = 9;

const SHAPES = [
  [1.15, 1.2, 1.25, 1.2, 1.1, 0.55, 0.55],
  [0.8, 0.8, 0.85, 0.9, 1.1, 1.35, 1.2],
  [1, 1, 1, 1, 1, 1, 1],
  [1.38, 1.4, 1.42, 1.4, 1.36, 0.02, 0.02],
];

const pick = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();

/** Which factor each day is multiplied with, and what was planted; at most one thing in any 15 days. */
function plant(key: string, length: number, random: Random): { factors: number[]; planted: Planted[] } {
  const factors = Array.from({ length }, () => 1);
  const planted: Planted[] = [];
  for (
    let at = JUDGED_FROM + Math.floor(pick(random, 0, 15));
    at < length - 10;
    at += 15 + Math.floor(pick(random, 0, 25))
  ) {
    const day = addDays(FIRST_DAY, at);
    const choice = random.uniform();
    if (choice < 0.6) {
      factors[at] = (factors[at] ?? 1) * pick(random, 2.5, 6);
      planted.push({ key, kind: 'spike', day, until: day });
    } else if (choice < 0.8) {
      factors[at] = (factors[at] ?? 1) * pick(random, 0.02, 0.25);
      planted.push({ key, kind: 'drop', day, until: day });
    } else {
      const shift = pick(random, 2.2, 3.5);
      for (let i = at; i < length; i += 1) factors[i] = (factors[i] ?? 1) * shift;
      planted.push({ key, kind: 'shift', day, until: addDays(day, SHIFT_NEWS_DAYS) });
    }
  }
  return { factors, planted };
}

/**
 * `count` series of 118 days with a weekly shape, growth of -0.5 to 1.5 % a day and noise of 5 to 20 %; two of
 * three hold anomalies: spikes of 2.5 to 6 times, drops to 2 to 25 %, lasting shifts to 2.2 to 3.5 times. On the
 * idle weekend of the last shape, only working days are planted.
 */
export function plantedSeries(count: number, seed: number): PlantedSeries[] {
  const random = seededRandom(seed);
  const length = daysBetween(FIRST_DAY, LAST_DAY).length;
  return Array.from({ length: count }, (_, i) => {
    const key = `key-${i}`;
    const weekdays = SHAPES[i % SHAPES.length] ?? [];
    const noise = pick(random, 0.05, 0.2);
    const growth = pick(random, -0.005, 0.015);
    const days = patternDays(
      { name: key, days: length, levelUsd: pick(random, 20, 400), growth, weekdays, noise },
      FIRST_DAY,
      seed * 1000 + i,
    );
    const { factors, planted } = i % 3 === 2 ? { factors: [], planted: [] } : plant(key, length, random);
    const series = {
      dimension: 'model' as const,
      key,
      days: days.map((item, day) => ({
        ...item,
        cost: usd((Number(item.cost) / 1e12) * (factors[day] ?? 1)),
      })),
    };
    const idle = ({ kind, day }: Planted) => kind !== 'shift' && (weekdays[weekdayOf(day)] ?? 1) < 0.1;
    return { series, planted: planted.filter((item) => !idle(item)) };
  });
}
