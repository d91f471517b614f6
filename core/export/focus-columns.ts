import { FOCUS_FIELDS } from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { fromUsd, USD_RATE, type CurrencyRate } from '../currency/currency.ts';
import { formatDecimal } from '../money/decimal.ts';
import { addMonths, HOUR_MS, type Month, monthOf } from '../time/ledger-time.ts';
import { csvJson, csvText } from './csv.ts';
import { type Column, columnsOf } from './field-columns.ts';
import type { Charge } from './focus-charges.ts';
import { focusProvider, focusPublisher, focusService } from './focus-vocabulary.ts';
import type { ExportEntry } from './export-entry.ts';

/** Whose charges a FOCUS export shows: the stage's account. */
export interface FocusAccount {
  readonly id: string;
  readonly name: string;
}

/** One charge of an entry, each amount written once: in the billing currency and in USD. */
export interface ChargeRow {
  readonly charge: Charge;
  readonly entry: ExportEntry;
  readonly cost: string;
  readonly costUsd: string;
  /** Empty where the ledger has no price. */
  readonly unitPrice: string;
  readonly unitPriceUsd: string;
}

/** What all charges of an entry share, each thing worked out once. */
export interface EntryRow {
  readonly entry: ExportEntry;
  readonly account: FocusAccount;
  readonly currency: string;
  readonly month: Month;
  /** The hour an entry happened in, in the date format of FOCUS (seconds, Z). */
  readonly start: string;
  readonly end: string;
  readonly provider: string;
  readonly service: ReturnType<typeof focusService>;
}

/** What the columns of an entry are written from. */
export function entryRow(entry: ExportEntry, account: FocusAccount, rate: CurrencyRate): EntryRow {
  const start = `${entry.occurredAt.slice(0, 13)}:00:00Z`;
  return {
    entry,
    account,
    currency: rate.currency,
    month: monthOf(entry.day),
    start,
    end: `${new Date(Date.parse(start) + HOUR_MS).toISOString().slice(0, 19)}Z`,
    provider: csvText(focusProvider(entry.provider)),
    service: focusService(entry.service),
  };
}

/** What the columns of a charge are written from. */
export function chargeRow(charge: Charge, entry: ExportEntry, rate: CurrencyRate): ChargeRow {
  const costUsd = formatDecimal(charge.cost);
  const unitPriceUsd = charge.unitPrice === undefined ? '' : formatDecimal(charge.unitPrice);
  if (rate === USD_RATE) {
    return { charge, entry, cost: costUsd, costUsd, unitPrice: unitPriceUsd, unitPriceUsd };
  }
  const cost = formatDecimal(fromUsd(charge.cost, rate));
  const unitPrice = charge.unitPrice === undefined ? '' : formatDecimal(fromUsd(charge.unitPrice, rate));
  return { charge, entry, cost, costUsd, unitPrice, unitPriceUsd };
}

function cost(row: ChargeRow): string {
  return row.cost;
}

function unitPrice(row: ChargeRow): string {
  return row.unitPrice;
}

function unitPriceUsd(row: ChargeRow): string {
  return row.unitPriceUsd;
}

/** Columns of a table whose rows name each with its cell. */
function table<Row>(cells: Readonly<Record<string, (row: Row) => string>>): Column<Row>[] {
  return Object.entries(cells).map(([name, cell]) => ({ name, cell }));
}

function empty(): string {
  return '';
}

/** Attributes as SKU price details; FOCUS wants keys of our own to begin with `x_`. */
function priceDetails({ charge, entry }: ChargeRow): string {
  if (!charge.priceId) return '';
  const named = Object.entries(entry.attributes).map(([name, value]) => [`x_${name}`, value] as const);
  return csvJson(Object.fromEntries(named));
}

/** Columns that differ from charge to charge of one entry. */
export const CHARGE_COLUMNS: readonly Column<ChargeRow>[] = table<ChargeRow>({
  BilledCost: cost,
  EffectiveCost: cost,
  ListCost: cost,
  ContractedCost: cost,
  ListUnitPrice: unitPrice,
  ContractedUnitPrice: unitPrice,
  PricingQuantity: ({ charge }) => formatDecimal(charge.pricingQuantity),
  PricingUnit: ({ charge }) => csvText(charge.pricingUnit),
  PricingCategory: ({ charge }) => (charge.unitPrice === undefined ? 'Other' : 'Standard'),
  PricingCurrencyEffectiveCost: ({ costUsd }) => costUsd,
  PricingCurrencyListUnitPrice: unitPriceUsd,
  PricingCurrencyContractedUnitPrice: unitPriceUsd,
  ConsumedQuantity: ({ charge }) => formatDecimal(charge.quantity),
  ConsumedUnit: ({ charge }) => csvText(charge.unit),
  SkuMeter: ({ charge }) => csvText(charge.meter),
  SkuPriceId: ({ charge }) => csvText(charge.priceId),
  SkuPriceDetails: priceDetails,
  ChargeDescription: ({ charge, entry }) =>
    csvText(charge.meter ? `${entry.model} ${charge.meter}` : entry.model),
  x_CostStatus: ({ charge }) => charge.status,
});

/** A group is the sub account: the customer, campaign or podcast that a resource belongs to. */
const STANDARD_COLUMNS = table<EntryRow>({
  BillingAccountId: ({ account }) => csvText(account.id),
  BillingAccountName: ({ account }) => csvText(account.name),
  BillingAccountType: () => 'Organisation',
  BillingCurrency: ({ currency }) => currency,
  BillingPeriodStart: ({ month }) => `${month}-01T00:00:00Z`,
  BillingPeriodEnd: ({ month }) => `${addMonths(month, 1)}-01T00:00:00Z`,
  ChargePeriodStart: ({ start }) => start,
  ChargePeriodEnd: ({ end }) => end,
  ChargeCategory: () => 'Usage',
  ChargeClass: ({ entry }) => (entry.correctionOf ? 'Correction' : ''),
  ChargeFrequency: () => 'Usage-Based',
  InvoiceId: empty,
  InvoiceIssuerName: ({ provider }) => provider,
  ProviderName: ({ provider }) => provider,
  PublisherName: ({ entry }) => csvText(focusPublisher(entry.provider, entry.model)),
  ServiceProviderName: ({ provider }) => provider,
  HostProviderName: ({ provider }) => provider,
  ServiceCategory: ({ service }) => service.category,
  ServiceSubcategory: ({ service }) => service.subcategory,
  ServiceName: ({ entry }) => csvText(entry.service),
  SkuId: ({ entry }) => csvText(entry.model),
  PricingCurrency: () => 'USD',
  RegionId: ({ entry }) => csvText(entry.region),
  RegionName: ({ entry }) => csvText(entry.region),
  AvailabilityZone: empty,
  ResourceId: ({ entry }) => csvText(entry.resource?.id),
  ResourceName: ({ entry }) => csvText(entry.resource?.id),
  ResourceType: ({ entry }) => csvText(entry.resource?.type),
  SubAccountId: ({ entry }) => csvText(entry.group?.id),
  SubAccountName: ({ entry }) => csvText(entry.group?.id),
  SubAccountType: ({ entry }) => csvText(entry.group?.type),
  Tags: ({ entry }) => csvJson(entry.tags),
  CapacityReservationId: empty,
  CapacityReservationStatus: empty,
  CommitmentDiscountCategory: empty,
  CommitmentDiscountId: empty,
  CommitmentDiscountName: empty,
  CommitmentDiscountQuantity: empty,
  CommitmentDiscountStatus: empty,
  CommitmentDiscountType: empty,
  CommitmentDiscountUnit: empty,
});

/** Fields with a column of their own; FOCUS wants names that are not its own to begin with `x_`. */
const OWN_COLUMNS = FOCUS_FIELDS.flatMap((field) =>
  columnsOf(field, ENTRY_FIELDS[field].focus).map(({ name, cell }) => ({
    name,
    cell: ({ entry }: EntryRow) => cell(entry),
  })),
);

/** Columns that all charges of one entry share. */
export const ENTRY_COLUMNS: readonly Column<EntryRow>[] = [...STANDARD_COLUMNS, ...OWN_COLUMNS];
