import type * as z from 'zod/mini';
import { sentBillSchema } from '../../contracts/sent-bill.ts';
import { InvalidInputError } from '../errors.ts';
import { parseJson } from '../json-text.ts';
import { parseInput } from '../parse-input.ts';
import { parseQuantity, parseUsd } from '../money/decimal.ts';
import { canonicalProvider } from '../pricing/provider-names.ts';
import { countDays } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { type Bill, parseBill } from './formats/parse-bill.ts';
import type { CurrencyRate } from '../currency/currency.ts';
import type { ReconcileInput } from './reconcile-lines.ts';

/** What may be said about a bill beside its text. */
type ReconcileOptions = Omit<z.output<typeof sentBillSchema>, 'content'>;

/** A bill as it was sent: the text, and what was said about it. */
export interface SentBill {
  readonly content: string;
  readonly options: ReconcileOptions;
}

/** Reads a body: a bill itself, or `{"content": "the bill", …options}`. Throws InvalidInputError. */
export function readSentBill(text: string): SentBill {
  const value = envelopeOf(text);
  if (value === undefined) return { content: text, options: {} };
  const { content: sent, ...options } = parseInput(sentBillSchema, value, 'the bill');
  return { content: typeof sent === 'string' ? sent : JSON.stringify(sent), options };
}

/** An object with `content` is ours; any other JSON is a bill, and its parser tells what is wrong with it. */
function envelopeOf(text: string): object | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null && 'content' in value ? value : undefined;
  } catch {
    // Not JSON at all: parseBill says so with the formats it knows.
    return undefined;
  }
}

/** A bill that was read, ready to be compared with the ledger's rows. */
export interface ReadBill extends Omit<ReconcileInput, 'ledger'> {
  readonly format: Bill['format'];
  /** Canonical names of the providers it is about. */
  readonly providers: ReadonlySet<string>;
}

/** Days of one comparison; the entries of each are read. */
const MOST_DAYS = 3_660;

/** Reads a bill; its days are those of its rows unless `range` names them. Throws InvalidInputError. */
export function readBill(
  { content, options }: SentBill,
  range: Partial<Days>,
  rates: readonly CurrencyRate[],
): ReadBill {
  const billOptions = { rates, ...(options.models ? { models: options.models } : {}) };
  const { format, rows } = parseBill(content, billOptions);
  if (options.format !== undefined && options.format !== format) {
    throw invalid('format', `says ${options.format}, but the content is ${format}`);
  }
  const days = rows.flatMap(({ day }) => (day === undefined ? [] : [day])).toSorted();
  const from = range.from ?? days[0];
  const to = range.to ?? days.at(-1);
  if (from === undefined || to === undefined || from > to) {
    throw invalid('from', 'the bill names no days: send "from" and "to" in the query');
  }
  if (countDays(from, to) > MOST_DAYS) {
    throw invalid(
      'from',
      `must be at most ${MOST_DAYS} days before "to", as the first and last day of a bill do`,
    );
  }
  const subscriptions = (options.subscriptions ?? []).map(({ feeUsd, included, ...plan }) => ({
    ...plan,
    included: parseQuantity(included),
    fee: feeUsd === undefined ? undefined : parseUsd(feeUsd),
  }));
  const { tolerancePercent } = options;
  return {
    format,
    bill: rows,
    from,
    to,
    subscriptions,
    options: billOptions,
    providers: new Set([...rows, ...subscriptions].map(({ provider }) => canonicalProvider(provider))),
    ...(tolerancePercent === undefined ? {} : { toleranceThousandths: Math.round(tolerancePercent * 10) }),
  };
}

/** Whether a bill is small enough for one answer; longer ones, or days with more entries, become a job. */
export function isSmallBill({ bill, from, to }: ReadBill): boolean {
  return bill.length <= 1000 && countDays(from, to) <= 31;
}

function invalid(field: string, message: string): InvalidInputError {
  return new InvalidInputError('the bill cannot be used', [{ field, message }]);
}
