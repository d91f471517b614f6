import {
  formatDecimal,
  parseDecimal,
  type PicoUsd,
  plus,
  type Quantity,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import type { Day } from '../time/ledger-time.ts';
import type { ReportEntry } from '../export/report-entry.ts';
import type { LedgerRow } from './comparison.ts';

interface Sum {
  readonly day: Day;
  readonly provider: string;
  readonly model: string;
  cost: PicoUsd;
  reported: { reportedCost: PicoUsd; computedCost: PicoUsd } | undefined;
  readonly usage: Map<string, Quantity>;
}

/** Sums of entries by day, provider and model; as many as there are of those, however many entries. */
export class LedgerRows {
  readonly #sums = new Map<string, Sum>();

  add(entry: ReportEntry): void {
    const provider = canonicalProvider(entry.provider);
    const sum = this.#sum(entry.day, provider, entry.model);
    sum.cost = plus(sum.cost, entry.cost);
    // A correction repeats the usage of its entry, which is counted there.
    const usage = entry.correctionOf === undefined ? entry.usage : {};
    for (const [unit, quantity] of Object.entries(usage)) {
      sum.usage.set(unit, plus(sum.usage.get(unit) ?? ZERO_QUANTITY, quantity));
    }
    if (entry.reportedCost === undefined) return;
    const computed = entry.status === 'reported' ? ZERO_USD : entry.cost;
    const before = sum.reported ?? { reportedCost: ZERO_USD, computedCost: ZERO_USD };
    sum.reported = {
      reportedCost: plus(before.reportedCost, entry.reportedCost),
      computedCost: plus(before.computedCost, computed),
    };
  }

  rows(): LedgerRow[] {
    return [...this.#sums.values()].map((sum) => ({ ...sum, usage: Object.fromEntries(sum.usage) }));
  }

  /** The sums as text, for the next step. */
  toText(): string {
    const plain = [...this.#sums.values()].map(({ usage, ...sum }) => ({ ...sum, usage: [...usage] }));
    return JSON.stringify(plain, (_key, value: unknown) =>
      typeof value === 'bigint' ? { decimal: formatDecimal(value) } : value,
    );
  }

  /** Sums as toText wrote them. */
  static ofText(text: string): LedgerRows {
    const rows = new LedgerRows();
    const plain = JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'decimal' in value
        ? parseDecimal(String(value.decimal))
        : value,
    ) as (Omit<Sum, 'usage'> & { usage: [string, Quantity][] })[];
    for (const sum of plain) rows.#sums.set(dayModelKey(sum), { ...sum, usage: new Map(sum.usage) });
    return rows;
  }

  #sum(day: Day, provider: string, model: string): Sum {
    const key = dayModelKey({ day, provider, model });
    const known = this.#sums.get(key);
    if (known) return known;
    const sum: Sum = { day, provider, model, cost: ZERO_USD, reported: undefined, usage: new Map() };
    this.#sums.set(key, sum);
    return sum;
  }
}

function dayModelKey({ day, provider, model }: Pick<Sum, 'day' | 'provider' | 'model'>): string {
  return JSON.stringify([day, provider, model]);
}
