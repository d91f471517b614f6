import { DAY_MS, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import { FEE_UNITS, PRICED_ATTRIBUTES } from '../../contracts/usage-vocabulary.ts';
import { ONE, type Quantity } from '../money/decimal.ts';
import { type PriceRow } from './price-row.ts';
import { LAYERS } from '../../contracts/price-vocabulary.ts';
import { type Charges, parseCharges, type UnitPrice } from './row-charges.ts';

const FEES: ReadonlySet<string> = new Set(FEE_UNITS);

interface CompiledAttribute {
  readonly name: string;
  readonly values: readonly string[];
  readonly optional: boolean;
}

/** What the rows beside a row say: surcharges of regions, prices of their own, attributes that prices depend on. */
interface RowsBeside {
  readonly chargedRegions: ReadonlySet<string> | undefined;
  readonly haveRegions: boolean;
  readonly absentFrom: (row: PriceRow) => CompiledRow['absent'];
}

/** A price row with what decides whether it holds parsed once, ready to be compared with a request. */
export class CompiledRow {
  readonly row: PriceRow;
  readonly unit: string;
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
  readonly scoped: boolean;
  #charges: Charges | undefined;

  constructor(row: PriceRow, { chargedRegions, haveRegions, absentFrom }: RowsBeside) {
    this.row = row;
    this.unit = row.unit;
    this.cliff = row.tierMode === 'cliff';
    this.from = instantOf(row.effectiveFrom, -Infinity);
    this.to = instantOf(row.effectiveTo, Infinity);
    this.startOfHours = row.hours ? minutesOf(row.hours[0]) : -1;
    this.endOfHours = row.hours ? minutesOf(row.hours[1]) : -1;
    this.attributes = Object.entries(row.attributes).map(([name, value]) => ({
      name,
      values: value.split('|'),
      optional: row.defaultAttributes.includes(name),
    }));
    this.asksForAttributes = this.attributes.some(({ optional }) => !optional);
    this.absent = absentFrom(row);
    this.regions = row.region?.split('|');
    this.besideRegions = row.region === null ? chargedRegions : undefined;
    this.isWithoutRegion = row.region === null && haveRegions;
    this.weekdays = (row.weekdays ?? []).reduce((bits, day) => bits | (1 << (day - 1)), 0);
    this.holidays = row.holidays && dayNumbers(row.holidays.days);
    this.holidayYears = row.holidays && new Set(row.holidays.days.map((day) => Number(day.slice(0, 4))));
    this.scoped = row.userId !== undefined || row.tag !== undefined;
  }

  /**
   * Parsed when the row first prices something: of a part's rows, in ten regions and of years past, one does.
   * @throws Error when one of its texts is no decimal
   */
  get charges(): Charges {
    return (this.#charges ??= parseCharges(this.row));
  }
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
  const overrides = sorted.filter(isOverride);
  const listed = overrides.length > 0 ? sorted.filter((row) => !isOverride(row)) : sorted;
  const isFee = FEES.has(unit);
  const known = isFee ? knownValues(rows.all()) : undefined;
  const charged = rows.charged();
  const chargedRegions = charged.length > 0 ? new Set(isFee ? charged : []) : undefined;
  const beside = (others: readonly PriceRow[]): RowsBeside => ({
    chargedRegions,
    haveRegions: others.some((row) => row.region !== null && !isSurcharge(row, charged)),
    absentFrom: absentAttributes(others, known),
  });
  const [besideOverrides, besideListed] = [beside(overrides), beside(listed)];
  return sorted.map((row) => new CompiledRow(row, isOverride(row) ? besideOverrides : besideListed));
}

/**
 * Attributes that a request must not carry for a row: those that others of its part, or prices at all, depend on, and
 * the row does not name. Rows mostly name the same ones, so each list is made once.
 */
function absentAttributes(
  others: readonly PriceRow[],
  known: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): (row: PriceRow) => CompiledRow['absent'] {
  const used = new Set(others.flatMap(({ attributes }) => Object.keys(attributes)));
  const lists = new Map<string, CompiledRow['absent']>();
  return ({ attributes }) => {
    const key = Object.keys(attributes).join();
    const made = lists.get(key);
    if (made) return made;
    const list = [...used.union(new Set(PRICED_ATTRIBUTES))]
      .filter((name) => !Object.hasOwn(attributes, name))
      .map((name) => ({ name, but: used.has(name) ? undefined : known?.get(name) }));
    lists.set(key, list);
    return list;
  };
}

/** Whether a row's region is one that a factor charges for, and not where its price holds. */
function isSurcharge({ region, derived }: PriceRow, charged: readonly string[]): boolean {
  return derived && region?.split('|').every((one) => charged.includes(one)) === true;
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
export function priceAt({ charges, cliff }: CompiledRow, promptTokens: Quantity): UnitPrice {
  if (!cliff) return charges;
  for (const tier of charges.tiers) {
    if (promptTokens > tier.above || (tier.including && promptTokens === tier.above)) return tier;
  }
  return charges;
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
