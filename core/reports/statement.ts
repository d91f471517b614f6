import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { statementSchema } from '../../contracts/api/reports.ts';
import { InvalidInputError } from '../errors.ts';
import {
  type Decimal,
  formatDecimal,
  ONE,
  parseDecimal,
  type PicoUsd,
  scaled,
  sumUsd,
} from '../money/decimal.ts';
import type { Sums } from '../spend/total.ts';
import { daysOfMonth, type Day, type Month } from '../time/ledger-time.ts';
import {
  displayAmount,
  fromUsd,
  rateAnswer,
  roundForDisplay,
  USD_RATE,
  type CurrencyRate,
} from '../currency/currency.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { StatementPart } from './statement-parts.ts';

/** What one model of one service cost a user in the month: a sum of the ledger. */
export interface StatementItem {
  readonly service: string;
  readonly model: string;
  /** The ids that it was used by; absent where they are its name alone. */
  readonly ids?: readonly string[] | undefined;
  readonly cost: PicoUsd;
  /** Quantities and unit prices; absent where no entries that come to `cost` could be added up. */
  readonly parts?: readonly StatementPart[] | undefined;
}

/** What a statement is made of. */
export interface StatementInput {
  readonly userId: string;
  readonly userName?: string | undefined;
  readonly issuerName: string;
  readonly month: Month;
  readonly issuedOn: Day;
  /** The month is closed: the figures can no longer change. */
  readonly closed: boolean;
  readonly items: readonly StatementItem[];
  /** Events of the month: totals do not count them by model. */
  readonly events: number;
  /** The ledger never had an entry of the user. */
  readonly neverUsed: boolean;
  /** What was recorded for the month after it was closed; part of the items. */
  readonly lateCost?: PicoUsd | undefined;
  /** Cost without a user of what the user created: told beside the statement, never part of its total. */
  readonly created?: (Readonly<Sums> & { readonly complete: boolean }) | undefined;
  /** Events without a price; they are not in any amount and the statement says so. */
  readonly unpricedEvents: number;
  /** Percent on top of cost, a decimal string from "0" to "1000"; absent: none. */
  readonly markupPercent?: string | undefined;
  readonly rate?: CurrencyRate | undefined;
}

/** One line of a statement: exact, and as it is shown. */
interface StatementLine extends Pick<StatementItem, 'service' | 'model' | 'ids'> {
  /** Cost in the statement's currency with the mark-up in it, 12 decimals. */
  readonly amount: Decimal;
  /** `amount` rounded to cents. */
  readonly shown: Decimal;
  readonly parts: readonly StatementLinePart[] | undefined;
  /** What of `amount` no part has: costs that were reported, corrections. */
  readonly other: Decimal;
}

/** A quantity at a unit price, in the statement's currency with the mark-up in it. */
interface StatementLinePart extends Pick<StatementPart, 'unit' | 'quantity' | 'per'> {
  readonly unitPrice: Decimal;
}

/** An invoice-like statement: Σ shown of the lines + rounding == total, to the cent. */
export interface Statement {
  readonly number: string;
  readonly input: StatementInput;
  readonly rate: CurrencyRate;
  readonly lines: readonly StatementLine[];
  /** Total minus the sum of the shown lines: what rounding each line to cents took or gave. */
  readonly rounding: Decimal;
  /** The exact sum, rounded once to cents. */
  readonly total: Decimal;
  /** The exact sum of the lines, 12 decimals. */
  readonly exactTotal: Decimal;
}

const HUNDRED_PERCENT = 100n * ONE;

/** Reads a mark-up. Throws InvalidInputError unless it is between 0 and 1000 percent. */
function parseMarkup(percent: string | undefined): Decimal {
  const markup = percent === undefined ? 0n : parseDecimal(percent, 'markup');
  if (markup >= 0n && markup <= 10n * HUNDRED_PERCENT) return markup;
  const message = `markup is a percentage from 0 to 1000, not ${formatDecimal(markup)}`;
  throw new InvalidInputError(message, [{ field: 'markup', message }]);
}

function lineOf(item: StatementItem, markup: Decimal, rate: CurrencyRate): StatementLine {
  const billed = (usd: PicoUsd) => fromUsd(scaled(usd, HUNDRED_PERCENT + markup, HUNDRED_PERCENT), rate);
  const amount = billed(item.cost);
  const { service, model, ids, parts } = item;
  const partsCost = sumUsd((parts ?? []).map(({ cost }) => cost));
  return {
    service,
    model,
    ids,
    amount,
    shown: roundForDisplay(amount, rate.currency),
    parts: parts?.map(({ unit, quantity, unitPrice, per }) => ({
      unit,
      quantity,
      per,
      unitPrice: billed(unitPrice),
    })),
    other: partsCost === item.cost || !parts ? 0n : amount - billed(partsCost),
  };
}

const byAmount = orderedBy<StatementLine>(
  descending(({ amount }) => amount),
  ascending(({ service, model }) => `${service} ${model}`),
);

/**
 * Makes the statement of one user and month. Mark-up and conversion are rounded once each, half to even, to 12
 * decimals; cents appear only in what is shown, and their difference is a line of its own. The number names
 * user and month, so that the same statement has the same number. Throws InvalidInputError on a wrong mark-up.
 */
export function makeStatement(input: StatementInput): Statement {
  const rate = input.rate ?? USD_RATE;
  const markup = parseMarkup(input.markupPercent);
  const lines = input.items.map((item) => lineOf(item, markup, rate)).toSorted(byAmount);
  const exactTotal = lines.reduce((total, line) => total + line.amount, 0n);
  const total = roundForDisplay(exactTotal, rate.currency);
  const rounding = lines.reduce((left, line) => left - line.shown, total);
  return { number: `${input.month}-${input.userId}`, input, rate, lines, rounding, total, exactTotal };
}

/** A statement as JSON: amounts as shown, and the exact ones beside them. */
export function statementAnswer(statement: Statement): AnswerOf<typeof statementSchema> {
  const { input, rate } = statement;
  const show = (amount: Decimal) => displayAmount(amount, rate.currency);
  return {
    number: statement.number,
    issuer: input.issuerName,
    user: { id: input.userId, ...(input.userName === undefined ? {} : { name: input.userName }) },
    month: input.month,
    period: daysOfMonth(input.month),
    issuedOn: input.issuedOn,
    status: input.closed ? 'final' : 'provisional',
    currency: rate.currency,
    ...(rate.currency === 'USD' ? {} : { exchange: rateAnswer(rate) }),
    markupPercent: input.markupPercent ?? '0',
    events: input.events,
    neverUsed: input.neverUsed,
    lines: statement.lines.map((line) => ({
      service: line.service,
      model: line.model,
      ...(line.ids ? { ids: [...line.ids] } : {}),
      amount: show(line.shown),
      exactAmount: formatDecimal(line.amount),
      ...(line.parts ? { parts: line.parts.map(partAnswer) } : {}),
      ...(line.other === 0n ? {} : { otherExactAmount: formatDecimal(line.other) }),
    })),
    rounding: show(statement.rounding),
    total: show(statement.total),
    exactTotal: formatDecimal(statement.exactTotal),
    costUsd: formatDecimal(input.items.reduce((sum, item) => sum + item.cost, 0n)),
    ...(input.lateCost ? { lateCostUsd: formatDecimal(input.lateCost) } : {}),
    unpricedEvents: input.unpricedEvents,
    ...(input.created ? { created: createdAnswer(input.created, rate) } : {}),
  };
}

function partAnswer({ unit, quantity, unitPrice, per }: StatementLinePart) {
  return {
    unit,
    quantity: formatDecimal(quantity),
    unitPrice: formatDecimal(unitPrice),
    per: formatDecimal(per),
  };
}

/** Cost as it is, without mark-up: it is not billed here. */
function createdAnswer(created: NonNullable<StatementInput['created']>, rate: CurrencyRate) {
  return {
    amount: displayAmount(roundForDisplay(fromUsd(created.cost, rate), rate.currency), rate.currency),
    costUsd: formatDecimal(created.cost),
    events: created.events,
    unpricedEvents: created.unpriced,
    complete: created.complete,
  };
}
