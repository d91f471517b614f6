import {
  formatDecimal,
  parseDecimal,
  type PicoUsd,
  plus,
  type Quantity,
  sumUsd,
  ZERO_QUANTITY,
  ZERO_USD,
} from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import { amountsOf } from '../spend/contributions.ts';
import type { Day } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';
import { AMOUNT_UNIT } from '../usage/correction-lines.ts';
import type { LedgerRow } from './reconcile-lines.ts';
import { addedUsage } from '../usage/measures.ts';

interface Sum {
  readonly day: Day;
  readonly provider: string;
  readonly model: string;
  cost: PicoUsd;
  reported: { reportedCost: PicoUsd; computedCost: PicoUsd } | undefined;
  /** Entries without a price; absent: none, or sums of an earlier version. */
  unpriced?: number | undefined;
  readonly usage: Map<string, Quantity>;
  readonly costs: Map<string, PicoUsd>;
}

/** Sums of entries by day, provider and model; as many as there are of those, however many entries. */
export class LedgerRows {
  readonly #sums = new Map<string, Sum>();

  /** Adds an entry, or what a correction takes out and adds. */
  add(entry: Entry): void {
    const provider = canonicalProvider(entry.provider);
    const sum = this.#sum(entry.day, provider, entry.model);
    sum.cost = plus(sum.cost, entry.cost);
    // A correction that brings the price takes its entry out again.
    const { unpriced } = amountsOf(entry);
    if (unpriced !== 0) sum.unpriced = (sum.unpriced ?? 0) + unpriced;
    for (const { unit, cost } of entry.lines) {
      if (unit !== AMOUNT_UNIT) sum.costs.set(unit, plus(sum.costs.get(unit) ?? ZERO_USD, cost));
    }
    for (const [unit, quantity] of Object.entries(addedUsage(entry))) {
      sum.usage.set(unit, plus(sum.usage.get(unit) ?? ZERO_QUANTITY, quantity));
    }
    if (entry.reportedCost === undefined) return;
    const before = sum.reported ?? { reportedCost: ZERO_USD, computedCost: ZERO_USD };
    sum.reported = {
      reportedCost: plus(before.reportedCost, entry.reportedCost),
      computedCost: plus(before.computedCost, computedOf(entry)),
    };
  }

  rows(): LedgerRow[] {
    return [...this.#sums.values()].map((sum) => ({
      ...sum,
      usage: Object.fromEntries(sum.usage),
      costs: Object.fromEntries(sum.costs),
    }));
  }

  /** The sums as text, for the next step. */
  toText(): string {
    const plain = [...this.#sums.values()].map(({ usage, costs, ...sum }) => ({
      ...sum,
      usage: [...usage],
      costs: [...costs],
    }));
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
    ) as (Omit<Sum, 'usage' | 'costs'> & { usage: [string, Quantity][]; costs?: [string, PicoUsd][] })[];
    for (const sum of plain) {
      rows.#sums.set(dayModelKey(sum), { ...sum, usage: new Map(sum.usage), costs: new Map(sum.costs) });
    }
    return rows;
  }

  #sum(day: Day, provider: string, model: string): Sum {
    const key = dayModelKey({ day, provider, model });
    const known = this.#sums.get(key);
    if (known) return known;
    const sum: Sum = {
      day,
      provider,
      model,
      cost: ZERO_USD,
      reported: undefined,
      usage: new Map(),
      costs: new Map(),
    };
    this.#sums.set(key, sum);
    return sum;
  }
}

/** What prices make of it, where the sender reported a cost too. */
function computedOf({ correctionOf, status, cost, lines }: Entry): PicoUsd {
  if (status === 'reported') return ZERO_USD;
  if (correctionOf === undefined) return cost;
  return sumUsd(lines.flatMap((line) => (line.unit === AMOUNT_UNIT ? [] : [line.cost])));
}

function dayModelKey({ day, provider, model }: Pick<Sum, 'day' | 'provider' | 'model'>): string {
  return JSON.stringify([day, provider, model]);
}
