import { FEE_UNITS, PRICED_ATTRIBUTES } from '../../contracts/usage-vocabulary.ts';
import {
  type Decimal,
  ONE,
  parseDecimal,
  parseQuantity,
  parseUsd,
  type PicoUsd,
  type Quantity,
  ZERO_QUANTITY,
} from '../money/decimal.ts';
import { DAY_MS, type Instant } from '../time/ledger-time.ts';
import { LAYERS, type PriceRow } from './price-row.ts';

const MINUTE_MS = 60_000;

const FEES: ReadonlySet<string> = new Set(FEE_UNITS);

/** A unit's price; price ÷ per = share ÷ whole in lowest terms, so that amounts stay short numbers. */
interface UnitPrice {
  readonly price: PicoUsd;
  readonly share: bigint;
  readonly whole: bigint;
}

interface CompiledTier extends UnitPrice {
  readonly above: Quantity;
  readonly including: boolean;
}

interface CompiledAttribute {
  readonly name: string;
  readonly values: readonly string[];
  readonly optional: boolean;
}

/** A price row with everything parsed once, ready to be compared with a request. */
export interface CompiledRow extends UnitPrice {
  readonly row: PriceRow;
  readonly unit: string;
  readonly per: Decimal;
  /** Highest step first. */
  readonly tiers: readonly CompiledTier[];
  readonly cliff: boolean;
  readonly from: Instant;
  readonly to: Instant;
  readonly startOfHours: number;
  readonly endOfHours: number;
  readonly attributes: readonly CompiledAttribute[];
  /** A request without attributes does not mean this row. */
  readonly asksForAttributes: boolean;
  /** Attributes that a request must not carry for this row, but for these values. */
  readonly absent: readonly { readonly name: string; readonly but: ReadonlySet<string> | undefined }[];
  /** Undefined: every region. */
  readonly regions: readonly string[] | undefined;
  /** Of a row for every region beside surcharges of some: the geographies that it holds for all the same. */
  readonly besideRegions: ReadonlySet<string> | undefined;
  /** Of a row without a region beside rows of some: it is no price of a region that they do not name. */
  readonly isWithoutRegion: boolean;
  /** Bit 0 is Monday; 0: every day. */
  readonly weekdays: number;
  readonly holidays: ReadonlySet<number> | undefined;
  /** Years of which holidays are known; in others it is unknown whether the row holds. */
  readonly holidayYears: ReadonlySet<number> | undefined;
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

/** Days of the epoch. */
function dayNumbers(days: readonly string[]): ReadonlySet<number> {
  return new Set(days.map((day) => Date.parse(day) / DAY_MS));
}

function unitPrice(price: PicoUsd, per: Decimal): UnitPrice {
  let [a, b]: [bigint, bigint] = [price, per];
  while (b !== 0n) [a, b] = [b, a % b];
  return { price, share: price / a, whole: per / a };
}

/** What other rows of a part say of regions: surcharges, and prices of their own. */
interface RegionsOfOthers {
  readonly besideRegions: ReadonlySet<string> | undefined;
  readonly isBesideRegions: boolean;
}

function compileRow(
  row: PriceRow,
  absent: CompiledRow['absent'],
  { besideRegions, isBesideRegions }: RegionsOfOthers,
): CompiledRow {
  const per = parseDecimal(row.per);
  const attributes = Object.entries(row.attributes).map(([name, value]) => ({
    name,
    values: value.split('|'),
    optional: row.defaultAttributes.includes(name),
  }));
  return {
    row,
    unit: row.unit,
    ...unitPrice(parseUsd(row.unitPriceUsd), per),
    per,
    tiers: row.tiers
      .map((tier) => ({
        above: parseQuantity(tier.above),
        including: tier.including === true,
        ...unitPrice(parseUsd(tier.unitPriceUsd), per),
      }))
      .toReversed(),
    cliff: row.tierMode === 'cliff',
    from: instantOf(row.effectiveFrom, -Infinity),
    to: instantOf(row.effectiveTo, Infinity),
    startOfHours: row.hours ? minutesOf(row.hours[0]) : -1,
    endOfHours: row.hours ? minutesOf(row.hours[1]) : -1,
    attributes,
    asksForAttributes: attributes.some(({ optional }) => !optional),
    absent,
    regions: row.region?.split('|'),
    besideRegions: row.region === null ? besideRegions : undefined,
    isWithoutRegion: row.region === null && isBesideRegions,
    weekdays: (row.weekdays ?? []).reduce((bits, day) => bits | (1 << (day - 1)), 0),
    holidays: row.holidays && dayNumbers(row.holidays.days),
    holidayYears: row.holidays && new Set(row.holidays.days.map((day) => Number(day.slice(0, 4)))),
    minimum: row.minQuantity === null ? ZERO_QUANTITY : parseQuantity(row.minQuantity),
    monthBlock: row.monthBlock === null ? ZERO_QUANTITY : parseQuantity(row.monthBlock),
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
  if (!row.weekdays && !row.holidays) value += 0.5;
  return value;
}

/** A model's rows by usage part, in the order in which they are tried. */
export interface RowsByUnit {
  has(unit: string): boolean;
  get(unit: string): readonly CompiledRow[];
}

/** A model's rows, made when they are asked for: those of one usage part are few of them. */
export interface RowSource {
  of(unit: string): readonly PriceRow[];
  all(): readonly PriceRow[];
  /** Geographies that surcharges name. */
  charged(): readonly string[];
}

/** Rows that are made already. */
export function madeRows(rows: readonly PriceRow[]): RowSource {
  return {
    of: (unit) => rows.filter((row) => row.unit === unit),
    all: () => rows,
    charged: () => rows.flatMap(({ derived, region }) => (derived && region ? region.split('|') : [])),
  };
}

/** More than any model has; a caller that makes up names of parts does not fill the memory. */
const MOST_PARTS = 100;

/** Rows by usage part; those of a part are made ready when it is first asked for. */
export function compileRows(rows: RowSource, service: string | undefined): RowsByUnit {
  const compiled = new Map<string, readonly CompiledRow[]>();
  const get = (unit: string): readonly CompiledRow[] => {
    const known = compiled.get(unit);
    if (known) return known;
    const made = compileUnit(unit, rows, service);
    // Messages name parts of any kind: those without a row are kept for a while.
    if (made.length > 0 || compiled.size < MOST_PARTS) compiled.set(unit, made);
    return made;
  };
  return { has: (unit) => (compiled.get(unit) ?? rows.of(unit)).length > 0, get };
}

function compileUnit(unit: string, rows: RowSource, service: string | undefined): readonly CompiledRow[] {
  const sorted = rows
    .of(unit)
    .toSorted(
      (a, b) =>
        rank(a, service) - rank(b, service) ||
        instantOf(b.effectiveFrom, 0) - instantOf(a.effectiveFrom, 0) ||
        Object.keys(b.attributes).length - Object.keys(a.attributes).length,
    );
  if (sorted.length === 0) return [];
  // An override says what it says; layers of the price data complete one another, and none is a way round another.
  const dimensions = Map.groupBy(sorted, isOverride);
  const isFee = FEES.has(unit);
  const known = isFee ? knownValues(rows.all()) : undefined;
  const charged = rows.charged();
  const beside = charged.length > 0 ? new Set(isFee ? charged : []) : undefined;
  return sorted.map((row) => {
    const others = dimensions.get(isOverride(row)) ?? [];
    const used = others.flatMap((other) => Object.keys(other.attributes));
    const absent = new Set([...used, ...PRICED_ATTRIBUTES]);
    for (const name of Object.keys(row.attributes)) absent.delete(name);
    const list = [...absent].map((name) => ({
      name,
      but: used.includes(name) ? undefined : known?.get(name),
    }));
    const isBesideRegions = others.some(({ region, derived }) => region !== null && !derived);
    return compileRow(row, list, { besideRegions: beside, isBesideRegions });
  });
}

function isOverride({ layer }: PriceRow): boolean {
  return layer === 'override';
}

/** Values of attributes that any row of a model has a price for. */
function knownValues(rows: readonly PriceRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const pairs = rows.flatMap(({ attributes }) =>
    Object.entries(attributes).flatMap(([name, text]) => text.split('|').map((value) => ({ name, value }))),
  );
  const byName = Map.groupBy(pairs, ({ name }) => name);
  return new Map([...byName].map(([name, list]) => [name, new Set(list.map(({ value }) => value))]));
}

/** Price of one unit for a request whose prompt has this many tokens. */
export function priceAt(row: CompiledRow, promptTokens: Quantity): UnitPrice {
  if (!row.cliff) return row;
  for (const tier of row.tiers) {
    if (promptTokens > tier.above || (tier.including && promptTokens === tier.above)) return tier;
  }
  return row;
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
