import { createHash } from 'node:crypto';
import { minus, type PicoUsd, picoUsd } from '../money/decimal.ts';
import { scopeText } from '../scopes/scope.ts';
import { gateAmount } from './budget.ts';
import type { Held, HeldKey, HoldPart } from './budget-ports.ts';
import { type AuthorizePorts, MAX_ROUNDS, busy, swept } from './hold-claim.ts';
import type { Claim } from './judge-claim.ts';

/** What one person may hold who asks the gate for themselves: a stage's own numbers. */
interface PersonCaps {
  /** Longest time of one hold. */
  readonly holdSeconds: number;
  /** Holds that are open at once. */
  readonly openHolds: number;
  /** Percent of a budget that is not the person's own which all their open holds may take. */
  readonly sharePercent: number;
}

/** A person who spends for themselves, as opposed to a backend that spends for its users. */
export interface Person {
  readonly userId: string;
  readonly caps: PersonCaps;
}

/** One limit of a person: what the call adds to it, and the most that may be held before it. */
export interface PersonCap {
  readonly key: HeldKey;
  readonly amount: PicoUsd;
  readonly room: PicoUsd;
  readonly reason: string;
}

/** Begins what caps hold under, in the place of a budget's id; no budget has such an id. */
const MARK = '~';

/** True for what a hold counts against its person and against no budget. */
export function isCapKey({ budgetId }: HeldKey): boolean {
  return budgetId.startsWith(MARK);
}

/**
 * The caps of a person for a call: how many holds are open, and how much of each budget of others they take.
 * They are held like budgets, so that settling, releasing and time give them back with the hold. None without a
 * person, and none for a call that holds nothing.
 */
export function capsOf(person: Person | undefined, claims: readonly Claim[]): PersonCap[] {
  const holding = claims.filter(({ amount }) => amount > 0n);
  if (!person || holding.length === 0) return [];
  const { caps } = person;
  const value = { kind: 'user', id: person.userId } as const;
  const open: PersonCap = {
    key: { budgetId: `${MARK}open`, value, period: 'open' },
    // Counted in the place of money: one for each hold.
    amount: picoUsd(1n),
    room: picoUsd(BigInt(caps.openHolds) - 1n),
    reason: `${caps.openHolds} calls of this person are open: wait until one ends`,
  };
  const shares = holding.flatMap((claim): PersonCap[] => {
    const { budget, limit, amount, period } = claim;
    const most = gateAmount(budget, 'deny', limit) ?? gateAmount(budget, 'degrade', limit);
    if (isOwn(claim) || most === undefined) return [];
    return [
      {
        key: { budgetId: shareName(claim), value, period: period.key },
        amount,
        room: minus(picoUsd((most * BigInt(caps.sharePercent)) / 100n), amount),
        reason: 'the open calls of one person may not hold so much: wait until one ends, or ask for less',
      },
    ];
  });
  return [open, ...shares];
}

/** True for a budget of the user who asks; all others tell of others' spend. */
export function isOwn({ value }: Pick<Claim, 'value'>): boolean {
  return value.kind === 'user';
}

function shareName({ budget, value }: Claim): string {
  const hash = createHash('sha256').update(JSON.stringify([budget.id, scopeText(value)]));
  return `${MARK}${hash.digest('base64url').slice(0, 22)}`;
}

/** The first cap that what is held does not leave room for; what has expired counts until it is swept. */
export function refusedCap(caps: readonly PersonCap[], held: readonly Held[]): PersonCap | undefined {
  return caps.find(({ room }, index) => (held[index]?.held ?? 0n) > room);
}

/** Holds a call against each cap, all or none; `parts` grows by what is held, also when a later one refuses. */
export async function holdCaps(
  caps: readonly PersonCap[],
  held: readonly Held[],
  { minute, parts }: { readonly minute: number; readonly parts: HoldPart[] },
  ports: AuthorizePorts,
): Promise<PersonCap | undefined> {
  for (const [index, cap] of caps.entries()) {
    const part = await holdCap(cap, held[index] as Held, minute, ports);
    if (!part) return cap;
    parts.push(part);
  }
  return undefined;
}

async function holdCap(
  { key, amount, room }: PersonCap,
  held: Held,
  minute: number,
  ports: AuthorizePorts,
): Promise<HoldPart | undefined> {
  let seen = held;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (seen.held > room) return undefined;
    const later = Math.max(minute, seen.swept + 1);
    const result = await ports.held.take({ key, amount, minute: later, seen, room });
    if (result.taken) return { key, amount, minute: later };
    seen = await swept(result.now, ports);
  }
  throw busy();
}
