import {
  minus,
  type PicoUsd,
  plus,
  sumUsd,
  type Quantity,
  ZERO_QUANTITY,
  ZERO_USD,
  absolute,
} from '../money/decimal.ts';
import type { Day } from '../time/ledger-time.ts';
import type { BillRow } from './formats/bill-row.ts';
import { recordedAs } from './quantities.ts';
import type { LedgerRow, ReconcileLine } from './reconcile-lines.ts';
import type { ReconcileKind } from '../../contracts/report-vocabulary.ts';

/** How far down a provider's bill goes, and whether it charges or only counts. */
export interface Detail {
  readonly charges: boolean;
  readonly day: boolean;
  readonly model: boolean;
  /** Lines of a model go down to the part that they charge. */
  readonly part: boolean;
  /** Parts that it charges without saying for which model. */
  readonly fees: ReadonlySet<string>;
}

export interface BillCell {
  readonly provider: string;
  readonly day: Day | undefined;
  readonly model: string | undefined;
  readonly part: string | undefined;
  bill: PicoUsd | undefined;
  ledger: PicoUsd | undefined;
  unpriced: number;
  billed: Map<string, Quantity>;
  used: Map<string, Quantity>;
}

const NO_DETAIL: Detail = { charges: false, day: false, model: false, part: false, fees: new Set() };

/** A bill goes down to days, models or parts when at least one of its usage lines does. */
export function detailsOf(bill: readonly BillRow[]): Map<string, Detail> {
  const details = new Map<string, Detail>();
  for (const { kind, provider, amount, day, model, part } of bill) {
    if (kind !== 'usage') continue;
    const known = details.get(provider) ?? NO_DETAIL;
    const isFee = part !== undefined && model === undefined;
    details.set(provider, {
      charges: known.charges || amount !== 0n,
      day: known.day || day !== undefined,
      model: known.model || model !== undefined,
      part: known.part || (part !== undefined && model !== undefined),
      fees: isFee ? new Set([...known.fees, part]) : known.fees,
    });
  }
  return details;
}

class BillCells {
  readonly #cells = new Map<string, BillCell>();

  at(place: Pick<BillCell, 'provider' | 'day' | 'model' | 'part'>): BillCell {
    const { provider, day, model, part } = place;
    const key = JSON.stringify([provider, day ?? null, model ?? null, part ?? null]);
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = {
        ...place,
        bill: undefined,
        ledger: undefined,
        unpriced: 0,
        billed: new Map(),
        used: new Map(),
      };
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

function isNear(a: bigint, b: bigint, thousandths: number): boolean {
  return absolute(a - b) * 1000n <= absolute(b) * BigInt(thousandths);
}

/** A unit that both sides count, and count differently, explains an amount better than a price does. */
function quantitiesDiffer(cell: BillCell, thousandths: number): boolean {
  return [...cell.billed].some(([unit, quantity]) => {
    const used = recordedAs((name) => cell.used.get(name), unit);
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
  const { provider, day, model, part } = cell;
  const bill = cell.bill ?? ZERO_USD;
  const ledger = cell.ledger ?? ZERO_USD;
  const kind = kindOf(cell, charges, thousandths);
  return {
    kind,
    provider,
    day,
    model,
    part,
    bill,
    ledger,
    difference: minus(bill, ledger),
    ...(kind === 'missing-here' && cell.unpriced > 0 ? { unpricedEvents: cell.unpriced } : {}),
  };
}

/** Bill and ledger side by side, as far down as each provider's bill goes. */
export function fillCells(
  bill: readonly BillRow[],
  ledger: readonly LedgerRow[],
  details: ReadonlyMap<string, Detail>,
): BillCell[] {
  const cells = new BillCells();
  const cellFor = (row: Placed): BillCell => {
    const { provider, day, model, part } = row;
    const detail = details.get(provider) ?? NO_DETAIL;
    const isFee = part !== undefined && detail.fees.has(part);
    return cells.at({
      provider,
      day: detail.day ? day : undefined,
      model: detail.model && !isFee ? model : undefined,
      part: detail.part || isFee ? part : undefined,
    });
  };
  for (const row of bill) {
    const cell = cellFor(row);
    cell.bill = plus(cell.bill ?? ZERO_USD, row.amount);
    if (row.unit !== undefined && row.quantity !== undefined) addTo(cell.billed, row.unit, row.quantity);
  }
  for (const row of ledger) {
    for (const [part, cost] of costsByPart(row)) {
      const cell = cellFor({ ...row, part });
      cell.ledger = plus(cell.ledger ?? ZERO_USD, cost);
    }
    if (row.unpriced !== undefined) cellFor({ ...row, part: undefined }).unpriced += row.unpriced;
    for (const [unit, quantity] of Object.entries(row.usage ?? {})) {
      addTo(cellFor({ ...row, part: samePart(unit) }).used, samePart(unit), quantity);
    }
  }
  // What was used and cost nothing has no cell of its own beside those of the bill.
  return cells.all().filter(({ bill, ledger }) => bill !== undefined || ledger !== undefined);
}

interface Placed {
  readonly provider: string;
  readonly day?: Day | undefined;
  readonly model?: string | undefined;
  readonly part?: string | undefined;
}

/** Two names of the vocabulary for what is kept for a month. */
function samePart(unit: string): string {
  return unit === 'storage_gb_month' ? 'gb_months' : unit;
}

/** What a row of the ledger cost, by part; what no part names, such as a reported cost, is without one. */
function costsByPart({ cost, costs = {} }: LedgerRow): [part: string | undefined, cost: PicoUsd][] {
  const parts = Object.entries(costs).map(([unit, amount]): [string | undefined, PicoUsd] => [
    samePart(unit),
    amount,
  ]);
  const rest = minus(cost, sumUsd(parts.map(([, amount]) => amount)));
  return rest !== 0n || parts.length === 0 ? [...parts, [undefined, rest]] : parts;
}
