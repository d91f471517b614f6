import { minus, type PicoUsd, plus, type Quantity, ZERO_QUANTITY, ZERO_USD } from '../money/decimal.ts';
import type { Day } from '../time/ledger-time.ts';
import type { BillRow } from './formats/bill-row.ts';
import type { LedgerRow, ReconcileKind, ReconcileLine } from './comparison.ts';

/** How far down a provider's bill goes, and whether it charges or only counts. */
export interface Detail {
  readonly charges: boolean;
  readonly day: boolean;
  readonly model: boolean;
}

export interface BillCell {
  readonly provider: string;
  readonly day: Day | undefined;
  readonly model: string | undefined;
  bill: PicoUsd | undefined;
  ledger: PicoUsd | undefined;
  billed: Map<string, Quantity>;
  used: Map<string, Quantity>;
}

/** A bill goes down to days or models when at least one of its usage lines with an amount does. */
export function detailsOf(bill: readonly BillRow[]): Map<string, Detail> {
  const details = new Map<string, Detail>();
  for (const row of bill) {
    if (row.kind !== 'usage') continue;
    const known = details.get(row.provider) ?? { day: false, model: false, charges: false };
    const charges = known.charges || row.amount !== 0n;
    const day = known.day || row.day !== undefined;
    details.set(row.provider, { day, charges, model: known.model || row.model !== undefined });
  }
  return details;
}

class BillCells {
  readonly #cells = new Map<string, BillCell>();

  at(provider: string, day: Day | undefined, model: string | undefined): BillCell {
    const key = JSON.stringify([provider, day, model]);
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { provider, day, model, bill: undefined, ledger: undefined, billed: new Map(), used: new Map() };
      this.#cells.set(key, cell);
    }
    return cell;
  }

  all(): BillCell[] {
    return [...this.#cells.values()];
  }
}

function addTo(map: Map<string, Quantity>, unit: string, quantity: Quantity): void {
  map.set(unit, plus(map.get(unit) ?? ZERO_QUANTITY, quantity));
}

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

function isNear(a: bigint, b: bigint, thousandths: number): boolean {
  return absolute(a - b) * 1000n <= absolute(b) * BigInt(thousandths);
}

/** A unit that both sides count, and count differently, explains an amount better than a price does. */
function quantitiesDiffer(cell: BillCell, thousandths: number): boolean {
  return [...cell.billed].some(([unit, quantity]) => {
    const used = cell.used.get(unit);
    return used !== undefined && !isNear(quantity, used, thousandths);
  });
}

/** A line that is counted and free: within an allowance, or of a bill that charges nothing at all. */
function kindOfFree(cell: BillCell, charges: boolean, thousandths: number): ReconcileKind {
  if (!charges) return 'residual';
  if (cell.billed.size === 0) return 'missing-there';
  return quantitiesDiffer(cell, thousandths) ? 'quantity-variance' : 'price-variance';
}

function kindOf(cell: BillCell, charges: boolean, thousandths: number): ReconcileKind {
  const { bill, ledger } = cell;
  if (ledger === undefined || (ledger === 0n && bill !== 0n)) return 'missing-here';
  if (bill === undefined) return charges ? 'missing-there' : 'residual';
  if (isNear(bill, ledger, thousandths)) return 'matched';
  if (bill === 0n) return kindOfFree(cell, charges, thousandths);
  return quantitiesDiffer(cell, thousandths) ? 'quantity-variance' : 'price-variance';
}

/** The comparison of one cell; `charges`: the provider's bill has amounts and not only quantities. */
export function lineOf(cell: BillCell, charges: boolean, thousandths: number): ReconcileLine {
  const { provider, day, model } = cell;
  const bill = cell.bill ?? ZERO_USD;
  const ledger = cell.ledger ?? ZERO_USD;
  return {
    kind: kindOf(cell, charges, thousandths),
    provider,
    day,
    model,
    bill,
    ledger,
    difference: minus(bill, ledger),
  };
}

/** Bill and ledger side by side, as far down as each provider's bill goes. */
export function fillCells(
  bill: readonly BillRow[],
  ledger: readonly LedgerRow[],
  details: ReadonlyMap<string, Detail>,
): BillCell[] {
  const cells = new BillCells();
  const cellFor = (row: {
    provider: string;
    day?: Day | undefined;
    model?: string | undefined;
  }): BillCell => {
    const detail = details.get(row.provider);
    return cells.at(row.provider, detail?.day ? row.day : undefined, detail?.model ? row.model : undefined);
  };
  for (const row of bill) {
    const cell = cellFor(row);
    cell.bill = plus(cell.bill ?? ZERO_USD, row.amount);
    if (row.unit !== undefined && row.quantity !== undefined) addTo(cell.billed, row.unit, row.quantity);
  }
  for (const row of ledger) {
    const cell = cellFor(row);
    cell.ledger = plus(cell.ledger ?? ZERO_USD, row.cost);
    for (const [unit, quantity] of Object.entries(row.usage ?? {})) addTo(cell.used, unit, quantity);
  }
  return cells.all();
}
