import type { FieldError } from '../errors.ts';
import { divideHalfEven, formatDecimal, ONE, type Quantity } from '../money/decimal.ts';
import type { UnmarkedEntry } from './make-entry.ts';

/** What was used lately, and by how many events. */
export interface UsualUsage {
  readonly events: number;
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

/** The reason under which a suspect event is kept. */
export const SUSPECT = 'suspect';

/** True for the content of a message whose quantities a person has looked at: `{"accept":true,"events":[…]}`. */
export function isVouched(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'accept' in content && content.accept === true;
}

/**
 * Says why an entry is far beyond what is usual, in any unit of its usage: more than `factor` times the mean of its
 * model and, where one is known, of its user too. A unit that the model has no history of is compared with the
 * organisation's other models that use it, and where those have few events, with MOST_UNKNOWN. Undefined for what is usual.
 */
export async function suspicionOf(
  { provider, model, userId, usage }: UnmarkedEntry,
  factor: number,
  history: UsageHistory,
): Promise<FieldError | undefined> {
  const ofModel = await history.ofModel(provider, model);
  const found: Beyond[] = [];
  for (const [unit, quantity] of Object.entries(usage)) {
    const usual = knows(ofModel, unit) ? ofModel : await history.ofUnit(unit);
    const of = usual === ofModel ? 'of this model' : 'of any model';
    if (knows(usual, unit) ? isBeyond(quantity, unit, factor, usual) : quantity > MOST_UNKNOWN)
      found.push({ unit, quantity, of, usual });
  }
  if (found.length === 0) return undefined;
  const ofUser = userId === undefined ? undefined : await history.ofUser(userId);
  const suspect = found.find(
    ({ unit, quantity }) => !ofUser || !knows(ofUser, unit) || isBeyond(quantity, unit, factor, ofUser),
  );
  return suspect && { field: `usage.${suspect.unit}`, message: wordsOf(suspect) };
}

interface Beyond {
  readonly unit: string;
  readonly quantity: Quantity;
  /** Whose mean it is beyond. */
  readonly of: string;
  readonly usual: UsualUsage;
}

function wordsOf({ unit, quantity, of, usual }: Beyond): string {
  const mean = formatDecimal(divideHalfEven(usual.usage.get(unit) ?? 0n, BigInt(usual.events || 1)));
  const known = knows(usual, unit)
    ? `events ${of} have ${mean} on average`
    : `more than ${formatDecimal(MOST_UNKNOWN)} needs a history to be compared with`;
  return `is ${formatDecimal(quantity)}, and ${known}: redrive it with "accept" if it is right`;
}

/** True where there is something to compare a unit with. */
function knows({ events, usage }: UsualUsage, unit: string): boolean {
  return events >= LEAST_EVENTS && (usage.get(unit) ?? 0n) > 0n;
}

function isBeyond(quantity: Quantity, unit: string, factor: number, { events, usage }: UsualUsage): boolean {
  return quantity * BigInt(events) > (usage.get(unit) ?? 0n) * BigInt(factor);
}
