import {
  formatDecimal,
  minus,
  ONE,
  type PicoUsd,
  plus,
  type Quantity,
  ratio,
  scaled,
  ZERO_QUANTITY,
} from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import type { BillRow } from './formats/bill-row.ts';
import type { LedgerRow, Subscription } from './reconcile-lines.ts';

/** A quantity over the whole period: what the bill counts, what the ledger counted, what a plan includes. */
export interface QuantityLine {
  readonly provider: string;
  readonly model?: string | undefined;
  readonly unit: string;
  /** Absent: the bill does not count it. */
  readonly billed?: Quantity | undefined;
  readonly recorded: Quantity;
  /** billed − recorded; absent without billed. */
  readonly difference?: Quantity | undefined;
  readonly subscription?: string | undefined;
  readonly included?: Quantity | undefined;
  /** Beyond the allowance, 0 within it. */
  readonly overage?: Quantity | undefined;
  /** The fee over what was used: what a unit really cost; absent when nothing was used. */
  readonly effectiveUnitPrice?: PicoUsd | undefined;
}

function recordedOf(
  ledger: readonly LedgerRow[],
  provider: string,
  model: string | undefined,
  unit: string,
): Quantity {
  return ledger
    .filter((row) => row.provider === provider && (model === undefined || row.model === model))
    .reduce((sum, row) => plus(sum, usedOf(row, unit)), ZERO_QUANTITY);
}

/** What is kept for a month has two names. */
function usedOf({ usage = {} }: LedgerRow, unit: string): Quantity {
  const used = Object.hasOwn(usage, unit) ? usage[unit] : undefined;
  return used ?? (unit === 'gb_months' ? usage['storage_gb_month'] : undefined) ?? ZERO_QUANTITY;
}

function billedLines(bill: readonly BillRow[], ledger: readonly LedgerRow[]): QuantityLine[] {
  const counted = bill.filter(
    (row) => row.unit !== undefined && row.quantity !== undefined && row.kind === 'usage',
  );
  const groups = Map.groupBy(counted, (row) => JSON.stringify([row.provider, row.model, row.unit]));
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first?.unit) return [];
    const { provider, model, unit } = first;
    const billed = rows.reduce((sum, row) => plus(sum, row.quantity ?? ZERO_QUANTITY), ZERO_QUANTITY);
    const recorded = recordedOf(ledger, provider, model, unit);
    return [{ provider, model, unit, billed, recorded, difference: minus(billed, recorded) }];
  });
}

function subscriptionLine(
  plan: Subscription,
  bill: readonly QuantityLine[],
  ledger: readonly LedgerRow[],
): QuantityLine {
  const provider = canonicalProvider(plan.provider);
  const { model, unit, included, fee } = plan;
  const recorded = recordedOf(ledger, provider, model, unit);
  const counted = bill.filter(
    (line) =>
      line.provider === provider && line.unit === unit && (model === undefined || line.model === model),
  );
  const billed =
    counted.length > 0
      ? counted.reduce((sum, line) => plus(sum, line.billed ?? ZERO_QUANTITY), ZERO_QUANTITY)
      : undefined;
  const used = billed ?? recorded;
  return {
    provider,
    model,
    unit,
    billed,
    recorded,
    ...(billed === undefined ? {} : { difference: minus(billed, recorded) }),
    subscription: plan.name,
    included,
    overage: used > included ? minus(used, included) : ZERO_QUANTITY,
    ...(fee === undefined || used <= 0n ? {} : { effectiveUnitPrice: scaled(fee, ONE, used) }),
  };
}

/** Quantities of the bill against those recorded, and both against what the subscriptions include. */
export function compareQuantities(
  bill: readonly BillRow[],
  ledger: readonly LedgerRow[],
  subscriptions: readonly Subscription[],
): QuantityLine[] {
  const lines = billedLines(bill, ledger);
  return [...lines, ...subscriptions.map((plan) => subscriptionLine(plan, lines, ledger))];
}

const text = (value: bigint | undefined) => (value === undefined ? undefined : formatDecimal(value));

/** A quantity line as an answer: decimal strings. */
export function quantityAnswer(line: QuantityLine) {
  const { provider, model, unit, subscription } = line;
  return {
    provider,
    model,
    unit,
    billed: text(line.billed),
    recorded: text(line.recorded),
    difference: text(line.difference),
    subscription,
    included: text(line.included),
    overage: text(line.overage),
    effectiveUnitPriceUsd: text(line.effectiveUnitPrice),
  };
}

/** The largest difference of a quantity, as a share of what was recorded: of a bill that only counts. */
export function largestShare(lines: readonly QuantityLine[]): string {
  const shares = lines.flatMap(({ billed, difference, recorded }) =>
    difference === undefined
      ? []
      : [ratio(difference < 0n ? minus(recorded, billed ?? recorded) : difference, recorded)],
  );
  return shares.toSorted((a, b) => Number(b) - Number(a))[0] ?? '0';
}
