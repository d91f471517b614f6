import { cutText } from '../../../contracts/cut-text.ts';
import { decimalHelp } from '../../../contracts/decimal.ts';
import { isLedgerDay } from '../../../contracts/dates.ts';
import { JsonNumber } from '../../../contracts/json-number.ts';
import { InvalidInputError, type FieldError } from '../../errors.ts';
import {
  type Decimal,
  divideHalfEven,
  ONE,
  picoUnits,
  type PicoUsd,
  picoUsd,
  type Quantity,
  ZERO_USD,
} from '../../money/decimal.ts';
import { undatedModels } from '../../pricing/model-names.ts';
import { type Day, dayOf } from '../../time/ledger-time.ts';
import { findRate, toUsd, type CurrencyRate } from '../../currency/currency.ts';

/** What a line of a bill charges. */
export const BILL_ROW_KINDS = ['usage', 'fixed-fee', 'tax', 'credit'] as const;
type BillRowKind = (typeof BILL_ROW_KINDS)[number];

/** One line of a provider's bill. */
export interface BillRow {
  /** Canonical name, `openai`. */
  readonly provider: string;
  /** Absent: the line is for the whole bill. */
  readonly day?: Day | undefined;
  /** As the ledger names it, without a date; absent: the bill does not say. */
  readonly model?: string | undefined;
  /** The usage part that the line charges, in the ledger's words, where the bill has a line for each. */
  readonly part?: string | undefined;
  /** Fees, taxes and credits are never compared with usage. */
  readonly kind: BillRowKind;
  readonly amount: PicoUsd;
  /** The line has a quantity and names no amount, which is not an amount of 0. */
  readonly countsOnly?: true | undefined;
  /** A bill may count instead of, or beside, charging. */
  readonly unit?: string | undefined;
  readonly quantity?: Quantity | undefined;
  readonly description: string;
}

/** What reading a bill may need beside its text. */
export interface BillOptions {
  /** Rates for bills in another currency. */
  readonly rates?: readonly CurrencyRate[];
  /** The bill's names of models and the ledger's, where they differ; after lower case and without dates. */
  readonly models?: Readonly<Record<string, string>>;
}

const NUMBER = /^(-?)(\d{1,20})(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/;

/**
 * A number of a bill, exactly as it is written: decimals beyond the twelfth are rounded half to even, exponents
 * are understood. Undefined for text that is no number.
 */
export function billDecimal(value: unknown): Decimal | undefined {
  const text = value instanceof JsonNumber ? value.source : typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? NUMBER.exec(text.trim()) : null;
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * ONE;
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

/** A quantity of a bill, read as billDecimal does. */
export function billQuantity(value: unknown): Quantity | undefined {
  const read = billDecimal(value);
  return read === undefined ? undefined : picoUnits(read);
}

/** The bill's model in the ledger's words: lower case, blanks as `-`, without date, then by the given table. */
export function billModel(name: string | null | undefined, options: BillOptions): string | undefined {
  const plain = name?.trim().toLowerCase().replaceAll(/\s+/g, '-');
  if (!plain) return undefined;
  const undated = undatedModels('', plain).at(-1) ?? plain;
  return options.models?.[plain] ?? options.models?.[undated] ?? undated;
}

const ZONED = /^\d{4}-\d{2}-\d{2}[T ].*(?:Z|[+-]\d{2}:?\d{2})$/i;

/** The UTC day of a date or time of a bill, whose offset counts; undefined when it is none. */
export function billDay(text: string | null | undefined): Day | undefined {
  const plain = text?.trim() ?? '';
  if (ZONED.test(plain)) {
    const at = Date.parse(plain.replace(' ', 'T'));
    return Number.isNaN(at) ? undefined : dayOf(at);
  }
  const day = plain.slice(0, 10);
  return isLedgerDay(day) ? day : undefined;
}

function notAnAmount(value: unknown): string {
  const shown = cutText(String(value), 40);
  return decimalHelp(`"${shown}" is not an amount`)({ input: shown });
}

/** Gathers what is wrong with a bill, so that one answer names it all. */
export class BillProblems {
  readonly #errors: FieldError[] = [];

  add(field: string, message: string): void {
    if (this.#errors.length < 20) this.#errors.push({ field, message });
  }

  /** An amount in USD, or 0 after noting what is wrong with it. */
  amount(field: string, value: unknown, currency: string | undefined, options: BillOptions): PicoUsd {
    const amount = billDecimal(value);
    if (amount === undefined) {
      this.add(field, notAnAmount(value));
      return ZERO_USD;
    }
    const code = (currency ?? 'USD').trim().toUpperCase() || 'USD';
    return code === 'USD' ? picoUsd(amount) : toUsd(amount, findRate(options.rates ?? [], code));
  }

  /** Throws InvalidInputError naming every noted problem, if there is one. */
  throwIfAny(): void {
    const [first] = this.#errors;
    if (first)
      throw new InvalidInputError(`The bill cannot be read: ${first.field} ${first.message}`, this.#errors);
  }
}
