import type { WholeAnswer } from '../../contracts/api/answer-of.ts';
import type { correctionSchema } from '../../contracts/api/reports.ts';
import {
  type Decimal,
  divideHalfEven,
  formatDecimal,
  ONE,
  type PicoUsd,
  sumUsd,
  absolute,
  minus,
} from '../money/decimal.ts';
import { descending } from '../order.ts';
import type { Day } from '../time/ledger-time.ts';
import type { ReconcileLine } from './reconcile-lines.ts';

/** A price that seems wrong: bill and ledger differ by the same factor, day after day. */
export interface PriceCorrection {
  readonly provider: string;
  readonly model: string;
  /** Σ bill ÷ Σ ledger with 6 decimals: multiply the ledger's unit prices by it. */
  readonly factor: Decimal;
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
  readonly bill: PicoUsd;
  readonly ledger: PicoUsd;
}

/** Fewer days are no system. */
const LEAST_DAYS = 3;
/** A day fits when it is within this share of the common factor, in thousandths … */
const FIT_THOUSANDTHS = 10n;
/** … and so many days of ten must fit. */
const LEAST_FITTING_TENTHS = 8;

type DailyLine = ReconcileLine & { readonly day: Day; readonly model: string };

const isDaily = (line: ReconcileLine): line is DailyLine =>
  line.kind === 'price-variance' && line.day !== undefined && line.model !== undefined && line.ledger > 0n;

/** bill ÷ ledger of the day within 1 % of billSum ÷ ledgerSum, without dividing. */
function fits(line: ReconcileLine, bill: PicoUsd, ledger: PicoUsd): boolean {
  const off = line.bill * ledger - bill * line.ledger;
  return absolute(off) * 1000n <= bill * line.ledger * FIT_THOUSANDTHS;
}

function correctionOf(lines: readonly DailyLine[]): PriceCorrection | undefined {
  const [first] = lines;
  if (!first || lines.length < LEAST_DAYS) return undefined;
  const bill = sumUsd(lines.map((line) => line.bill));
  const ledger = sumUsd(lines.map((line) => line.ledger));
  const fitting = lines.filter((line) => fits(line, bill, ledger));
  if (bill <= 0n || fitting.length * 10 < lines.length * LEAST_FITTING_TENTHS) return undefined;
  const days = lines.map((line) => line.day).toSorted();
  const factor = divideHalfEven(bill * 1_000_000n, ledger) * (ONE / 1_000_000n);
  const { provider, model } = first;
  return {
    provider,
    model,
    factor,
    from: days[0] ?? first.day,
    to: days.at(-1) ?? first.day,
    days: days.length,
    bill,
    ledger,
  };
}

/** What the price makes a difference of. */
function weightOf({ bill, ledger }: PriceCorrection): bigint {
  return absolute(minus(bill, ledger));
}

/** Corrections for providers and models whose price variance is systematic; what makes most of a difference first. */
export function proposeCorrections(lines: readonly ReconcileLine[]): PriceCorrection[] {
  const groups = Map.groupBy(lines.filter(isDaily), (line) => JSON.stringify([line.provider, line.model]));
  return [...groups.values()]
    .map(correctionOf)
    .filter((correction) => correction !== undefined)
    .toSorted(descending(weightOf));
}

/** A correction as an answer, with the what-if that tries it on the same period before anything is written. */
export function correctionAnswer(correction: PriceCorrection): WholeAnswer<typeof correctionSchema> {
  const { provider, model, from, to, days } = correction;
  const factor = formatDecimal(correction.factor);
  return {
    provider,
    model,
    factor,
    from,
    to,
    days,
    billUsd: formatDecimal(correction.bill),
    ledgerUsd: formatDecimal(correction.ledger),
    action: {
      type: 'what-if',
      method: 'POST',
      path: '/prices/what-if',
      provider,
      model,
      priceFactor: factor,
      from,
      to,
      body: { from, to, priceFactors: [{ provider, model, factor }] },
    },
  };
}
