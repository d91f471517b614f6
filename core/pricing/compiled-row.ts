import { ONE, parseDecimal, type Decimal, type PicoUsd, type Quantity } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { PriceRequest } from './price-book.ts';
import { LAYERS, type PriceRow } from './price-row.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * Attributes that always change the price: asked for and not in the row means that the row does not
 * say what this costs.
 */
const STRICT_ATTRIBUTES = ['service_tier', 'speed', 'inference_geo'];

interface CompiledTier {
  readonly above: Quantity;
  readonly price: PicoUsd;
}

interface CompiledAttribute {
  readonly name: string;
  readonly values: readonly string[];
  readonly optional: boolean;
}

/** A price row with everything parsed once, ready to be compared with a request. */
export interface CompiledRow {
  readonly row: PriceRow;
  readonly id: string;
  readonly unit: string;
  readonly price: PicoUsd;
  readonly per: Decimal;
  /** Highest step first. */
  readonly tiers: readonly CompiledTier[];
  readonly cliff: boolean;
  readonly from: Instant;
  readonly to: Instant;
  readonly startOfHours: number;
  readonly endOfHours: number;
  readonly attributes: readonly CompiledAttribute[];
  /** Attributes that a request must not carry for this row. */
  readonly absent: readonly string[];
  readonly minimum: Quantity;
  /** 0: no block. */
  readonly monthBlock: Quantity;
  readonly scoped: boolean;
}

function instantOf(text: string | null, otherwise: Instant): Instant {
  return text === null ? otherwise : Date.parse(text);
}

function minutesOf(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE_MS;
}

function compileRow(row: PriceRow, absent: readonly string[]): CompiledRow {
  return {
    row,
    id: row.id,
    unit: row.unit,
    price: parseDecimal(row.unitPriceUsd),
    per: parseDecimal(row.per),
    tiers: row.tiers
      .map((tier) => ({ above: parseDecimal(tier.above), price: parseDecimal(tier.unitPriceUsd) }))
      .toReversed(),
    cliff: row.tierMode === 'cliff',
    from: instantOf(row.effectiveFrom, -Infinity),
    to: instantOf(row.effectiveTo, Infinity),
    startOfHours: row.hours ? minutesOf(row.hours[0]) : -1,
    endOfHours: row.hours ? minutesOf(row.hours[1]) : -1,
    attributes: Object.entries(row.attributes).map(([name, value]) => ({
      name,
      values: value.split('|'),
      optional: row.defaultAttributes.includes(name),
    })),
    absent,
    minimum: row.minQuantity === null ? 0n : parseDecimal(row.minQuantity),
    monthBlock: row.monthBlock === null ? 0n : parseDecimal(row.monthBlock),
    scoped: row.userId !== undefined || row.tag !== undefined,
  };
}

/** Lower is tried first; within equal ranks the later start wins. */
function rank(row: PriceRow, service: string | undefined): number {
  let value = LAYERS.indexOf(row.layer) * 100;
  if (row.userId === undefined) value += row.tag === undefined ? 40 : 20;
  if (service !== undefined && row.service !== service) value += 8;
  if (row.region === null) value += 4;
  if (row.derived) value += 2;
  if (row.hours === null) value += 1;
  return value;
}

/** Rows by usage part, in the order in which they are tried. */
export function compileRows(
  rows: readonly PriceRow[],
  service: string | undefined,
): ReadonlyMap<string, readonly CompiledRow[]> {
  const sorted = [...rows].sort(
    (a, b) =>
      rank(a, service) - rank(b, service) ||
      instantOf(b.effectiveFrom, 0) - instantOf(a.effectiveFrom, 0) ||
      Object.keys(b.attributes).length - Object.keys(a.attributes).length,
  );
  const byUnit = Map.groupBy(sorted, (row) => row.unit);
  return new Map(
    [...byUnit].map(([unit, ofUnit]) => {
      const dimensions = Map.groupBy(ofUnit, (row) => row.layer);
      return [
        unit,
        ofUnit.map((row) => {
          const used = (dimensions.get(row.layer) ?? []).flatMap((other) => Object.keys(other.attributes));
          const absent = new Set([...used, ...STRICT_ATTRIBUTES]);
          for (const name of Object.keys(row.attributes)) absent.delete(name);
          return compileRow(row, [...absent]);
        }),
      ] as const;
    }),
  );
}

/** The first row that holds for the request; attributes come normalised. */
export function selectRow(
  rows: readonly CompiledRow[] | undefined,
  request: PriceRequest,
  attributes: Readonly<Record<string, string>>,
  region: string | undefined,
): CompiledRow | undefined {
  if (!rows) return undefined;
  for (const row of rows) {
    if (request.at < row.from || request.at >= row.to) continue;
    if (row.startOfHours >= 0 && !withinHours(row, request.at)) continue;
    if (row.row.region !== null && row.row.region !== region) continue;
    if (row.scoped && !withinScope(row.row, request)) continue;
    if (fitsAttributes(row, attributes)) return row;
  }
  return undefined;
}

function withinHours(row: CompiledRow, at: Instant): boolean {
  const time = ((at % DAY_MS) + DAY_MS) % DAY_MS;
  if (row.startOfHours <= row.endOfHours) return time >= row.startOfHours && time < row.endOfHours;
  return time >= row.startOfHours || time < row.endOfHours;
}

function withinScope(row: PriceRow, request: PriceRequest): boolean {
  if (row.userId !== undefined && row.userId !== request.userId) return false;
  return row.tag === undefined || request.tags?.[row.tag.name] === row.tag.value;
}

function fitsAttributes(row: CompiledRow, attributes: Readonly<Record<string, string>>): boolean {
  for (const { name, values, optional } of row.attributes) {
    const value = attributes[name];
    if (value === undefined ? !optional : !values.includes(value)) return false;
  }
  for (const name of row.absent) if (attributes[name] !== undefined) return false;
  return true;
}

/** Price of one unit for a request whose prompt has this many tokens. */
export function priceAt(row: CompiledRow, promptTokens: Quantity): PicoUsd {
  if (row.cliff) for (const tier of row.tiers) if (promptTokens > tier.above) return tier.price;
  return row.price;
}

/** Sizes of a message by which its units are multiplied, one for each started chunk; 1 without a size. */
export function chunksOf(row: PriceRow, usage: Readonly<Record<string, Quantity>>): bigint {
  if (!row.chunk) return 1n;
  const [size, chunk] =
    usage['message_bytes'] === undefined
      ? [usage['message_kb'], row.chunk.kilobytes]
      : [usage['message_bytes'], row.chunk.bytes];
  if (size === undefined || size <= 0n) return 1n;
  const whole = BigInt(chunk) * ONE;
  return (size + whole - 1n) / whole;
}
