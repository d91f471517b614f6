import type { FieldError } from '../errors.ts';
import {
  type Decimal,
  divideHalfEven,
  formatDecimal,
  ONE,
  type PicoUsd,
  type Quantity,
} from '../money/decimal.ts';
import type { UnmarkedEntry } from './make-entry.ts';

/** What was used lately and what it cost, and by how many events. */
export interface UsualUsage {
  readonly events: number;
  readonly cost: PicoUsd;
  readonly usage: ReadonlyMap<string, Quantity>;
}

/** Reads what is usual. Rejects on outages. */
export interface UsageHistory {
  ofModel(provider: string, model: string): Promise<UsualUsage>;
  ofUser(userId: string): Promise<UsualUsage>;
  /** All models of the organisation that use a unit. */
  ofUnit(unit: string): Promise<UsualUsage>;
}

/** Fewer events than this tell nothing of what is usual. */
const LEAST_EVENTS = 20;

/**
 * The most of one unit in an event that nothing can be compared with: no context window holds a thousand million
 * tokens, and a message that sums up an hour of a large system stays below.
 */
const MOST_UNKNOWN = 1_000_000_000n * ONE;

/**
 * The most dollars that an event may report of itself where nothing can be compared with: a month's bill stays below.
 */
const MOST_REPORTED = 100_000n * ONE;

/** True for the content of a message whose quantities a person has looked at: `{"accept":true,"events":[…]}`. */
export function isVouched(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'accept' in content && content.accept === true;
}

/**
 * Says why an entry is far beyond what is usual, in any unit of its usage: more than `factor` times the mean of its
 * model and, where one is known, of its user too. A unit that the model has no history of is compared with the
 * organisation's other models that use it, and where those have few events, with MOST_UNKNOWN. A cost that the event
 * reported, and that no price contradicts, is judged like a unit. Undefined for what is usual.
 */
export async function suspicionOf(
  { provider, model, userId, usage, status, cost }: UnmarkedEntry,
  factor: number,
  history: UsageHistory,
): Promise<FieldError | undefined> {
  const ofModel = await history.ofModel(provider, model);
  const measures: readonly Measured[] = [
    ...Object.entries(usage).map(([unit, quantity]) => ofUnit(unit, quantity, () => history.ofUnit(unit))),
    ...(status === 'reported' ? [reported(cost)] : []),
  ];
  const found: Beyond[] = [];
  for (const measured of measures) {
    const usual = knows(ofModel, measured) ? ofModel : ((await measured.ofOthers?.()) ?? ofModel);
    const of = usual === ofModel ? 'of this model' : 'of any model';
    const beyond = knows(usual, measured)
      ? isBeyond(measured, factor, usual)
      : measured.amount > measured.mostUnknown;
    if (beyond) found.push({ measured, of, usual });
  }
  if (found.length === 0) return undefined;
  const ofUser = userId === undefined ? undefined : await history.ofUser(userId);
  const suspect = found.find(
    ({ measured }) => !ofUser || !knows(ofUser, measured) || isBeyond(measured, factor, ofUser),
  );
  return suspect && { field: suspect.measured.field, message: wordsOf(suspect) };
}

/** One thing that an event has too much of. */
interface Measured {
  readonly field: string;
  readonly amount: Decimal;
  readonly unit: string;
  readonly sumOf: (usual: UsualUsage) => Decimal;
  /** What others have of it. */
  readonly ofOthers?: () => Promise<UsualUsage>;
  /** The most where nobody has any. */
  readonly mostUnknown: Decimal;
}

function ofUnit(unit: string, amount: Decimal, ofOthers: () => Promise<UsualUsage>): Measured {
  const sumOf = ({ usage }: UsualUsage) => usage.get(unit) ?? 0n;
  return { field: `usage.${unit}`, amount, unit: '', sumOf, ofOthers, mostUnknown: MOST_UNKNOWN };
}

function costOf({ cost }: UsualUsage): Decimal {
  return cost;
}

function reported(amount: Decimal): Measured {
  return { field: 'reportedCostUsd', amount, unit: ' USD', sumOf: costOf, mostUnknown: MOST_REPORTED };
}

interface Beyond {
  readonly measured: Measured;
  /** Whose mean it is beyond. */
  readonly of: string;
  readonly usual: UsualUsage;
}

function wordsOf({ measured, of, usual }: Beyond): string {
  const { amount, unit, sumOf, mostUnknown } = measured;
  const mean = formatDecimal(readableMean(divideHalfEven(sumOf(usual), BigInt(usual.events || 1))));
  const known = knows(usual, measured)
    ? `events ${of} have ${mean}${unit} on average`
    : `more than ${formatDecimal(mostUnknown)}${unit} needs a history to be compared with`;
  return `is ${formatDecimal(amount)}${unit}, and ${known}: redrive it with "accept" if it is right`;
}

/** Two decimals of what is above one: a person reads it, and only its size matters. */
function readableMean(mean: Decimal): Decimal {
  return mean < ONE ? mean : divideHalfEven(mean * 100n, ONE) * (ONE / 100n);
}

/** True where there is something to compare with. */
function knows(usual: UsualUsage, { sumOf }: Measured): boolean {
  return usual.events >= LEAST_EVENTS && sumOf(usual) > 0n;
}

function isBeyond({ amount, sumOf }: Measured, factor: number, usual: UsualUsage): boolean {
  return amount * BigInt(usual.events) > sumOf(usual) * BigInt(factor);
}
