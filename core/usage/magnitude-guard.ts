import type { FieldError } from '../errors.ts';
import { divideHalfEven, formatDecimal, type Quantity } from '../money/decimal.ts';
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
}

/** Fewer events than this tell nothing of what is usual. */
const LEAST_EVENTS = 20;

/** The reason under which a suspect event is kept. */
export const SUSPECT = 'suspect';

/** True for the content of a message whose quantities a person has looked at: `{"accept":true,"events":[…]}`. */
export function isVouched(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'accept' in content && content.accept === true;
}

/**
 * Says why an entry is far beyond what is usual: more than `factor` times the mean of its model and, where one is
 * known, of its user too, in any unit of its usage. Undefined for what is usual, and where there is no history.
 */
export async function suspicionOf(
  { provider, model, userId, usage }: UnmarkedEntry,
  factor: number,
  history: UsageHistory,
): Promise<FieldError | undefined> {
  const ofModel = await history.ofModel(provider, model);
  if (ofModel.events < LEAST_EVENTS) return undefined;
  const beyond = Object.entries(usage).filter(([unit, quantity]) =>
    isBeyond(quantity, unit, factor, ofModel),
  );
  if (beyond.length === 0) return undefined;
  const ofUser = userId === undefined ? undefined : await history.ofUser(userId);
  const isKnown = ofUser !== undefined && ofUser.events >= LEAST_EVENTS;
  const found = beyond.find(([unit, quantity]) => !isKnown || isBeyond(quantity, unit, factor, ofUser));
  if (!found) return undefined;
  const [unit, quantity] = found;
  const mean = formatDecimal(divideHalfEven(ofModel.usage.get(unit) ?? 0n, BigInt(ofModel.events)));
  return {
    field: `usage.${unit}`,
    message: `is ${formatDecimal(quantity)}, and events of this model have ${mean} on average: redrive it with "accept" if it is right`,
  };
}

/** A unit that the history does not know is not judged: it has nothing to be compared with. */
function isBeyond(quantity: Quantity, unit: string, factor: number, { events, usage }: UsualUsage): boolean {
  const sum = usage.get(unit) ?? 0n;
  return sum > 0n && quantity * BigInt(events) > sum * BigInt(factor);
}
