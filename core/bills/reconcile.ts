import { minus, type PicoUsd, plus, sumUsd, ZERO_USD } from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import { ascending } from '../order.ts';
import { billModel, type BillRow } from './formats/bill-row.ts';
import { detailsOf, fillCells, lineOf, type Detail } from './bill-cells.ts';
import type { LedgerRow, ReconcileInput, ReconcileLine, ReportedLine, Subscription } from './comparison.ts';
import { proposeCorrections, type PriceCorrection } from './price-correction.ts';
import { compareQuantities, type QuantityLine } from './quantities.ts';

export interface Reconciliation {
  readonly bill: PicoUsd;
  readonly ledger: PicoUsd;
  readonly difference: PicoUsd;
  readonly lines: readonly ReconcileLine[];
  readonly quantities: readonly QuantityLine[];
  readonly reported: readonly ReportedLine[];
  readonly corrections: readonly PriceCorrection[];
}

/** A fee, tax or credit, or usage that the bill attributes to less than the rest of it. */
function extraLine(row: BillRow): ReconcileLine {
  const { provider, day, model, amount, description } = row;
  const kind = row.kind === 'usage' ? 'residual' : row.kind;
  return { kind, provider, day, model, bill: amount, ledger: ZERO_USD, difference: amount, description };
}

function feeLine({ provider, model, fee, name }: Subscription): ReconcileLine {
  const bill = fee ?? ZERO_USD;
  return {
    kind: 'fixed-fee',
    provider: canonicalProvider(provider),
    model,
    bill,
    ledger: ZERO_USD,
    difference: bill,
    description: name,
  };
}

function isUnattributed(row: BillRow, detail: Detail | undefined): boolean {
  return (
    (detail?.day === true && row.day === undefined) || (detail?.model === true && row.model === undefined)
  );
}

/** The ledger's rows that the bill is about, under the bill's names. */
function ledgerInScope(input: ReconcileInput): LedgerRow[] {
  const providers = new Set(input.bill.map((row) => row.provider));
  for (const subscription of input.subscriptions ?? [])
    providers.add(canonicalProvider(subscription.provider));
  return input.ledger
    .map((row) => ({
      ...row,
      provider: canonicalProvider(row.provider),
      model: billModel(row.model, input.options ?? {}) ?? row.model,
    }))
    .filter((row) => providers.has(row.provider) && row.day >= input.from && row.day <= input.to);
}

function reportedLines(ledger: readonly LedgerRow[]): ReportedLine[] {
  const sums = new Map<string, { provider: string; model: string; reported: PicoUsd; computed: PicoUsd }>();
  for (const { provider, model, reported: known } of ledger) {
    if (!known) continue;
    const key = JSON.stringify([provider, model]);
    const sum = sums.get(key) ?? { provider, model, reported: ZERO_USD, computed: ZERO_USD };
    sum.reported = plus(sum.reported, known.reportedCost);
    sum.computed = plus(sum.computed, known.computedCost);
    sums.set(key, sum);
  }
  return [...sums.values()].map((sum) => ({ ...sum, difference: minus(sum.reported, sum.computed) }));
}

const placeOf = (line: ReconcileLine): string =>
  `${line.provider} ${line.day ?? '~'} ${line.model ?? '~'} ${line.kind}`;

/** Orders by provider, day, model; what is not attributed comes last. */
const byPlace = ascending(placeOf);

/**
 * Compares provider bills with the ledger per day, provider and model, or as far down as a bill goes. Bill and
 * ledger names of models are compared without dates. Σ difference of the lines == bill − ledger, exactly; fees
 * of subscriptions that are given count to the bill.
 */
export function reconcile(input: ReconcileInput): Reconciliation {
  const thousandths = input.toleranceThousandths ?? 5;
  const details = detailsOf(input.bill);
  const ledger = ledgerInScope(input);
  const charged = (row: BillRow) => row.kind === 'usage' && !isUnattributed(row, details.get(row.provider));
  const cells = fillCells(input.bill.filter(charged), ledger, details);
  const lines = [
    ...cells.map((cell) => lineOf(cell, details.get(cell.provider)?.charges ?? false, thousandths)),
    ...input.bill.filter((row) => !charged(row)).map(extraLine),
    ...(input.subscriptions ?? []).filter((item) => item.fee !== undefined).map(feeLine),
  ].toSorted(byPlace);
  const bill = sumUsd(lines.map((line) => line.bill));
  const recorded = sumUsd(ledger.map((row) => row.cost));
  return {
    bill,
    ledger: recorded,
    difference: minus(bill, recorded),
    lines,
    quantities: compareQuantities(input.bill, ledger, input.subscriptions ?? []),
    reported: reportedLines(ledger),
    corrections: proposeCorrections(lines),
  };
}
