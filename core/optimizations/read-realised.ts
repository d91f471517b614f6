import { minus, sumUsd } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { HistoryReader } from '../spend/history-reader.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import type { PriceBookSource } from '../usage/usage-ports.ts';
import { realisedSaving } from './kinds/realised-saving.ts';
import { type SampledEntry, sampleUsage } from './usage-sample.ts';
import { slicesOf } from './usage-slices.ts';
import type { OptimizationState } from './optimization-state.ts';
import type { Realised, SavedDay, SavedDays } from './realised.ts';

/** Days without a roll-up that are sampled, the open one included. */
const SAMPLED_DAYS = 30;

export interface RealisedPorts {
  readonly optimizations: Pick<SavedDays, 'savedDays'>;
  readonly totals: Pick<TotalsReader, 'cells'>;
  readonly history: Pick<HistoryReader, 'sample' | 'entries'>;
  readonly prices: PriceBookSource;
  readonly timeZone: string;
}

/** Reads what optimizations have saved; samples of days are read once for all of a request. */
export class RealisedReader {
  readonly #ports: RealisedPorts;
  readonly #at: Instant;
  readonly #samples = new Map<Day, Promise<readonly SampledEntry[]>>();

  constructor(ports: RealisedPorts, at: Instant) {
    this.#ports = ports;
    this.#at = at;
  }

  /** Since it was applied; undefined for one that is not. Rejects on outages. */
  async read({ optimization, status, decidedAt }: OptimizationState): Promise<Realised | undefined> {
    if (status !== 'applied' || decidedAt === undefined) return undefined;
    const { timeZone } = this.#ports;
    const today = dayOf(this.#at, timeZone);
    const first = dayOf(decidedAt, timeZone);
    const stored = await this.#ports.optimizations.savedDays(optimization.id, first);
    const whole = stored.filter(({ since }) => since === decidedAt);
    const known = new Set(whole.map(({ day }) => day));
    const others = daysBetween(first, today).filter((day) => !known.has(day));
    const sampled = others.filter((day) => day > addDays(today, -SAMPLED_DAYS));
    const [book, samples] = await Promise.all([
      this.#ports.prices.current(),
      Promise.all(sampled.map((day) => this.#sample(day))),
    ]);
    const since = samples.flat().filter(({ entry }) => entry.occurredAt >= decidedAt);
    return {
      ...sumSavings([...whole, this.#measured(book, optimization.action, since)]),
      from: decidedAt,
      wholeDays: whole.length,
      sampledDays: sampled.length,
      unmeasuredDays: others.length - sampled.length,
    };
  }

  #measured(
    book: PriceBook,
    action: OptimizationState['optimization']['action'],
    since: readonly SampledEntry[],
  ) {
    return realisedSaving(book, action, slicesOf(since), this.#at);
  }

  #sample(day: Day): Promise<readonly SampledEntry[]> {
    const known = this.#samples.get(day);
    if (known) return known;
    const { totals, history } = this.#ports;
    const sample = sampleUsage({ from: day, to: day }, totals, history).then(({ entries }) => entries);
    this.#samples.set(day, sample);
    return sample;
  }
}

function sumSavings(parts: readonly Pick<SavedDay, 'counterfactual' | 'actual' | 'calls'>[]) {
  const counterfactual = sumUsd(parts.map((part) => part.counterfactual));
  const actual = sumUsd(parts.map((part) => part.actual));
  const calls = parts.reduce((sum, part) => sum + part.calls, 0);
  return { counterfactual, actual, calls, saving: minus(counterfactual, actual) };
}
