import { formatDecimal, type Decimal } from '../money/decimal.ts';
import { addMonths, monthOf } from '../time/ledger-time.ts';
import { csvJson, csvLine, csvText } from './csv.ts';
import { CHARGE_COLUMNS, ENTRY_COLUMNS } from './focus-columns.ts';
import { fromUsd, USD_RATE, type CurrencyRate } from '../currency/currency.ts';
import { chargesOf, type Charge } from './focus-charges.ts';
import { focusProvider, focusPublisher, focusService } from './focus-vocabulary.ts';
import type { ReportEntry } from './report-entry.ts';

/** Whose charges a FOCUS export shows: the stage's account. */
export interface FocusAccount {
  readonly id: string;
  readonly name: string;
}

/** Every column of the export: all of FOCUS 1.2, ServiceProviderName and HostProviderName of 1.3, and ours. */
export const FOCUS_COLUMNS: readonly string[] = [...CHARGE_COLUMNS, ...ENTRY_COLUMNS];

export function focusHeader(): string {
  return csvLine(FOCUS_COLUMNS);
}

const HOUR_MS = 3_600_000;

/** The hour an entry happened in, in the date format of FOCUS (seconds, Z). */
function chargePeriod(occurredAt: string): [string, string] {
  const start = `${occurredAt.slice(0, 13)}:00:00Z`;
  return [start, `${new Date(Date.parse(start) + HOUR_MS).toISOString().slice(0, 19)}Z`];
}

/** A group is the sub account: the customer, campaign or podcast that a resource belongs to. */
function entryCells(entry: ReportEntry, account: FocusAccount, rate: CurrencyRate): string {
  const month = monthOf(entry.day);
  const [start, end] = chargePeriod(entry.occurredAt);
  const { category, subcategory } = focusService(entry.service);
  const provider = csvText(focusProvider(entry.provider));
  const region = csvText(entry.region);
  const resourceId = csvText(entry.resource?.id);
  return [
    csvText(account.id),
    csvText(account.name),
    'Organisation',
    rate.currency,
    `${month}-01T00:00:00Z`,
    `${addMonths(month, 1)}-01T00:00:00Z`,
    start,
    end,
    'Usage',
    entry.correctionOf ? 'Correction' : '',
    'Usage-Based',
    '',
    provider,
    provider,
    csvText(focusPublisher(entry.provider, entry.model)),
    provider,
    provider,
    category,
    subcategory,
    csvText(entry.service),
    csvText(entry.model),
    'USD',
    region,
    region,
    '',
    resourceId,
    resourceId,
    csvText(entry.resource?.type),
    csvText(entry.group?.id),
    csvText(entry.group?.id),
    csvText(entry.group?.type),
    csvJson(entry.tags),
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    csvText(entry.id),
    entry.day,
    csvText(entry.provider),
    csvText(entry.userId),
    csvText(entry.operation),
    csvText(entry.outcome),
    csvText(entry.catalogueVersion),
    csvText(entry.correctionOf),
  ].join(',');
}

function chargeCells(charge: Charge, entry: ReportEntry, rate: CurrencyRate): string {
  const convert = (amount: Decimal) => formatDecimal(rate === USD_RATE ? amount : fromUsd(amount, rate));
  const cost = convert(charge.cost);
  const price = charge.unitPrice === undefined ? '' : convert(charge.unitPrice);
  const priceUsd = charge.unitPrice === undefined ? '' : formatDecimal(charge.unitPrice);
  const details = charge.priceId && entry.attributes ? prefixed(entry.attributes) : undefined;
  return [
    cost,
    cost,
    cost,
    cost,
    price,
    price,
    formatDecimal(charge.pricingQuantity),
    csvText(charge.pricingUnit),
    priceUsd ? 'Standard' : 'Other',
    formatDecimal(charge.cost),
    priceUsd,
    priceUsd,
    formatDecimal(charge.quantity),
    csvText(charge.unit),
    csvText(charge.meter),
    csvText(charge.priceId),
    csvJson(details),
    csvText(charge.meter ? `${entry.model} ${charge.meter}` : entry.model),
    charge.status,
  ].join(',');
}

/** Attributes as SKU price details; FOCUS wants keys of our own to begin with `x_`. */
function prefixed(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`x_${name}`, value]));
}

/**
 * An entry as FOCUS rows, one for each priced line, each unpriced part, and what is left of the cost; their
 * BilledCost adds up to the entry's cost. With a rate the billing currency is its, and the pricing currency
 * stays USD.
 */
export function focusRows(entry: ReportEntry, account: FocusAccount, rate: CurrencyRate = USD_RATE): string {
  const shared = entryCells(entry, account, rate);
  let rows = '';
  for (const charge of chargesOf(entry)) rows += `${chargeCells(charge, entry, rate)},${shared}\r\n`;
  return rows;
}
