import {
  type Decimal,
  formatDecimal,
  minus,
  ONE,
  type PicoUsd,
  plus,
  type Quantity,
  ratio,
  scaled,
  ZERO_QUANTITY,
  absolute,
} from '../money/decimal.ts';
import { lookUp } from '../../contracts/look-up.ts';
import { USAGE_ALIASES } from '../../contracts/usage-aliases.ts';
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

function usedOf({ usage = {} }: LedgerRow, unit: string): Quantity {
  return recordedAs((name) => lookUp(usage, name), unit) ?? ZERO_QUANTITY;
}

/**
 * What the ledger recorded of a unit of a bill, which may be a provider's name for parts that are apart here:
 * `prompt_tokens` holds the cached ones. What is kept for a month has two names. Undefined: nothing of it is recorded.
 */
export function recordedAs(
  recorded: (name: string) => Quantity | undefined,
  unit: string,
): Quantity | undefined {
  if (unit === 'gb_months') return recorded(unit) ?? recorded('storage_gb_month');
  const found = [...namesOf(unit)].map(recorded).filter((quantity) => quantity !== undefined);
  return found.length === 0 ? undefined : found.reduce((sum, quantity) => plus(sum, quantity), ZERO_QUANTITY);
}

/** A unit, the part that it is by another name, and the parts that providers count inside it. */
function namesOf(unit: string): Set<string> {
  const part = lookUp(USAGE_ALIASES, unit)?.part;
  if (!part) return new Set([unit]);
  const inside = Object.values(USAGE_ALIASES).filter((alias) => alias.inside?.includes(unit));
  return new Set([unit, part, ...inside.flatMap((alias) => alias.part ?? [])]);
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

/** A difference as a share of what was recorded; all of it where nothing was. */
export function differenceShare(difference: Decimal, recorded: Decimal): string {
  if (recorded <= 0n) return difference === 0n ? '0' : '1';
  return ratio(absolute(difference), recorded);
}

/** The largest difference of a quantity, as a share of what was recorded: of a bill that only counts. */
export function largestShare(lines: readonly QuantityLine[]): string {
  const shares = lines.flatMap(({ difference, recorded }) =>
    difference === undefined ? [] : [differenceShare(difference, recorded)],
  );
  return shares.toSorted((a, b) => Number(b) - Number(a))[0] ?? '0';
}
