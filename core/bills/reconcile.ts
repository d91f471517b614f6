import { minus, type PicoUsd, plus, sumUsd, ZERO_USD } from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import { ascending } from '../order.ts';
import { billModel, type BillRow } from './formats/bill-row.ts';
import { detailsOf, fillCells, lineOf, type Detail } from './compare-cells.ts';
import { joinModel } from './join-model.ts';
import type {
  LedgerRow,
  ReconcileInput,
  ReconcileLine,
  ReportedLine,
  Subscription,
} from './reconcile-lines.ts';
import { proposeCorrections, type PriceCorrection } from './price-correction.ts';
import { compareQuantities, type QuantityLine } from './quantities.ts';

/** Half a percent of the ledger's amount, where a request names no tolerance. */
const STANDARD_TOLERANCE_THOUSANDTHS = 5;

export interface Reconciliation {
  readonly bill: PicoUsd;
  readonly ledger: PicoUsd;
  readonly difference: PicoUsd;
  /** What the ledger holds of providers whose bill names no amount: it is in no line, and in no other sum. */
  readonly uncompared: PicoUsd;
  readonly lines: readonly ReconcileLine[];
  readonly quantities: readonly QuantityLine[];
  readonly reported: readonly ReportedLine[];
  readonly corrections: readonly PriceCorrection[];
}

/** A fee, tax or credit, or usage that the bill attributes to less than the rest of it. */
function extraLine(row: BillRow): ReconcileLine {
  const { provider, day, model, part, amount, description } = row;
  const kind = row.kind === 'usage' ? 'residual' : row.kind;
  return {
    kind,
    provider,
    day,
    model,
    part,
    bill: amount,
    ledger: ZERO_USD,
    difference: amount,
    description,
  };
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
  const isFee = row.part !== undefined && detail?.fees.has(row.part) === true;
  return (
    (detail?.day === true && row.day === undefined) ||
    (detail?.model === true && row.model === undefined && !isFee)
  );
}

/** The ledger's rows that the bill is about; models are compared in lower case and without dates. */
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

/** Providers whose bill counts and names no amount: their quantities are compared, and their costs are not. */
function countingProviders({ bill, subscriptions = [] }: ReconcileInput): Set<string> {
  const counting = new Set(bill.filter((row) => row.countsOnly).map((row) => row.provider));
  for (const row of bill) if (!row.countsOnly) counting.delete(row.provider);
  for (const { provider, fee } of subscriptions)
    if (fee !== undefined) counting.delete(canonicalProvider(provider));
  return counting;
}

type Named = { readonly provider: string; readonly model?: string | undefined };

const joinKey = ({ provider, model = '' }: Named) => JSON.stringify([provider, joinModel(provider, model)]);

/** The name under which both sides show a model: the ledger's where it has one, by what the two spellings share. */
function sharedNames(ledger: readonly LedgerRow[]): <Row extends Named>(row: Row) => Row {
  const names = new Map<string, string>();
  for (const { provider, model } of ledger) {
    const key = joinKey({ provider, model });
    const known = names.get(key);
    if (
      known === undefined ||
      model.length < known.length ||
      (model.length === known.length && model < known)
    ) {
      names.set(key, model);
    }
  }
  return (row) => (row.model === undefined ? row : { ...row, model: names.get(joinKey(row)) ?? row.model });
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
  `${line.provider} ${line.day ?? '~'} ${line.model ?? '~'} ${line.part ?? ''} ${line.kind}`;

/** Orders by provider, day, model; what is not attributed comes last. */
const byPlace = ascending(placeOf);

/**
 * Compares provider bills with the ledger per day, provider and model, or as far down as a bill goes. Bill and
 * ledger names of models are compared without dates. Σ difference of the lines == bill − ledger, exactly; fees
 * of subscriptions that are given count to the bill.
 */
export function reconcile(input: ReconcileInput): Reconciliation {
  const thousandths = input.toleranceThousandths ?? STANDARD_TOLERANCE_THOUSANDTHS;
  const details = detailsOf(input.bill);
  const inScope = ledgerInScope(input);
  const shared = sharedNames(inScope);
  const ledger = inScope.map(shared);
  const billed = input.bill.map(shared);
  const charged = (row: BillRow) => row.kind === 'usage' && !isUnattributed(row, details.get(row.provider));
  const counting = countingProviders(input);
  const isCompared = (row: { readonly provider: string }) => !counting.has(row.provider);
  const compared = ledger.filter(isCompared);
  const cells = fillCells(billed.filter(isCompared).filter(charged), compared, details);
  const lines = [
    ...cells.map((cell) => lineOf(cell, details.get(cell.provider)?.charges ?? false, thousandths)),
    ...billed
      .filter(isCompared)
      .filter((row) => !charged(row))
      .map(extraLine),
    ...(input.subscriptions ?? []).filter((item) => item.fee !== undefined).map(feeLine),
  ].toSorted(byPlace);
  const bill = sumUsd(lines.map((line) => line.bill));
  const recorded = sumUsd(compared.map((row) => row.cost));
  return {
    bill,
    ledger: recorded,
    difference: minus(bill, recorded),
    uncompared: minus(sumUsd(ledger.map((row) => row.cost)), recorded),
    lines,
    quantities: compareQuantities(billed, ledger, input.subscriptions ?? []),
    reported: reportedLines(ledger),
    corrections: proposeCorrections(lines),
  };
}
