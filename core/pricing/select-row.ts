import { DAY_MS, type Instant } from '../time/ledger-time.ts';
import { NO_ATTRIBUTES } from './attributes.ts';
import type { CompiledRow } from './compiled-row.ts';
import type { PriceRequest } from './price-book.ts';
import type { PriceRow } from './price-row.ts';

/** `us-gov`; names of clouds' regions are longer or have a digit. */
const LONGEST_GEOGRAPHY = 6;

/**
 * The first row that holds for the request; attributes come normalised. None where it is not known whether it holds:
 * in a year of which its calendar has no holidays.
 */
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
    if ((row.weekdays > 0 || row.holidays) && !withinDays(row, request.at)) continue;
    if (row.regions && (region === undefined || !row.regions.includes(region))) continue;
    if (row.isWithoutRegion && request.region !== undefined && request.region !== 'global') continue;
    if (row.besideRegions && isUnknownGeography(request.region, row.besideRegions)) continue;
    if (row.scoped && !withinScope(row.row, request)) continue;
    if (!fitsAttributes(row, attributes)) continue;
    // Whether that day is a holiday is not known: neither this price nor the one behind it is certain.
    return row.holidayYears?.has(yearOf(request.at)) === false ? undefined : row;
  }
  return undefined;
}

function withinHours(row: CompiledRow, at: Instant): boolean {
  const time = ((at % DAY_MS) + DAY_MS) % DAY_MS;
  if (row.startOfHours <= row.endOfHours) return time >= row.startOfHours && time < row.endOfHours;
  return time >= row.startOfHours || time < row.endOfHours;
}

function yearOf(at: Instant): number {
  return new Date(at).getUTCFullYear();
}

/** The first day of the epoch was a Thursday. */
function withinDays(row: CompiledRow, at: Instant): boolean {
  const day = Math.floor(at / DAY_MS);
  const weekday = (((day + 3) % 7) + 7) % 7;
  if (row.weekdays > 0 && (row.weekdays & (1 << weekday)) === 0) return false;
  return row.holidays?.has(day) !== true;
}

/**
 * A geography such as `eu`, which a provider charges for or does not know, and not the name of a cloud's region
 * (`us-east-1`, `westeurope`), which says where the caller is.
 */
function isUnknownGeography(region: string | undefined, known: ReadonlySet<string>): boolean {
  if (region === undefined || region === 'global' || known.has(region)) return false;
  return region.length <= LONGEST_GEOGRAPHY && !/\d/.test(region);
}

function withinScope(row: PriceRow, request: PriceRequest): boolean {
  if (row.userId !== undefined && row.userId !== request.userId) return false;
  return row.tag === undefined || request.tags?.[row.tag.name] === row.tag.value;
}

function fitsAttributes(row: CompiledRow, attributes: Readonly<Record<string, string>>): boolean {
  if (attributes === NO_ATTRIBUTES) return !row.asksForAttributes;
  for (const { name, values, optional } of row.attributes) {
    const value = attributes[name];
    if (value === undefined ? !optional : !values.includes(value)) return false;
  }
  for (const { name, but } of row.absent) {
    const value = attributes[name];
    if (value !== undefined && but?.has(value) !== true) return false;
  }
  return true;
}
