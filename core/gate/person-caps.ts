import { createHash } from 'node:crypto';
import { formatDecimal, minus, type PicoUsd, picoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { scopeText } from '../scopes/scope.ts';
import { gateAmount } from '../budgets/budget.ts';
import type { Held, HeldKey } from '../budgets/budget-ports.ts';
import type { HoldPart } from './gate-ports.ts';
import { type AuthorizePorts, MAX_ROUNDS, busy, swept } from './take-hold.ts';
import { type Claim, claimWords, type GateReason, reasonOf } from './judge-claim.ts';

/** What one person may hold who asks the gate for themselves: a stage's own numbers. */
interface PersonCaps {
  /** Longest time of one hold. */
  readonly holdSeconds: number;
  /** Holds that are open at once. */
  readonly openHolds: number;
  /** Percent of a budget that is not the person's own which all their open holds may take. */
  readonly sharePercent: number;
  /** The amount that they may take of any such budget, in the place of the percentage; undefined: the percentage. */
  readonly most?: PicoUsd | undefined;
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
  readonly reason: GateReason;
  /** The budget of others that it is a share of, with the whole share; none for the number of open holds. */
  readonly of?: { readonly claim: Claim; readonly share: PicoUsd; readonly closed: boolean };
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
 * person.
 */
export function capsOf(person: Person | undefined, claims: readonly Claim[]): PersonCap[] {
  if (!person) return [];
  const shares = claims.filter((claim) => !isOwn(claim)).flatMap((claim) => shareCap(person, claim));
  if (claims.every(({ amount }) => amount <= 0n)) return shares;
  const { openHolds } = person.caps;
  const open: PersonCap = {
    key: { budgetId: `${MARK}open`, value: { kind: 'user', id: person.userId }, period: 'open' },
    // Counted in the place of money: one for each hold.
    amount: picoUsd(1n),
    room: picoUsd(BigInt(openHolds) - 1n),
    reason: told(`${openHolds} calls of this person are open: wait until one ends`),
  };
  return [open, ...shares];
}

function shareCap({ userId, caps }: Person, claim: Claim): PersonCap[] {
  const { budget, limit, amount, period } = claim;
  const limited = gateAmount(budget, 'deny', limit) ?? gateAmount(budget, 'degrade', limit);
  if (limited === undefined) return [];
  const percent = picoUsd((limited * BigInt(caps.sharePercent)) / 100n);
  const share = caps.most ?? coarse(percent);
  const words = `the open calls of one person may hold ${formatDecimal(share)} USD`;
  const way = 'wait until one ends, or ask for less';
  return [
    {
      key: { budgetId: shareName(claim), value: { kind: 'user', id: userId }, period: period.key },
      amount,
      room: minus(share, amount),
      // A share of another's budget tells how large it is; an amount of the stage tells nothing.
      reason: caps.most
        ? told(`${words} of what is not theirs: ${way}`)
        : reasonOf(claim, 'calls-under-way', `${words} of ${claimWords(claim)}: ${way}`),
      of: { claim, share, closed: share > percent },
    },
  ];
}

/** A reason that names no budget, and that the person may hear. */
function told(message: string): GateReason {
  return { budgetId: undefined, code: 'calls-under-way', endsAt: undefined, message, outside: undefined };
}

/** The next step of 1, 2, 2.5, 5, 10 … below: tells no more of a limit than how large it is about. */
function coarse(amount: PicoUsd): PicoUsd {
  if (amount < 10n) return amount;
  const ten = 10n ** BigInt(String(amount).length - 1);
  const steps = [5n * ten, (5n * ten) / 2n, 2n * ten, ten];
  return picoUsd(steps.find((step) => step <= amount) ?? ten);
}

/**
 * The claims of a person as they are judged: in a budget of others the whole share that the person does not hold
 * yet must be there, whatever this call needs of it. `held` has the items of the caps, in their order.
 */
export function claimsUnder(
  caps: readonly PersonCap[],
  held: readonly Held[],
  claims: readonly Claim[],
): readonly Claim[] {
  const needs = new Map<Claim, PicoUsd>();
  for (const [index, { of }] of caps.entries()) {
    if (!of) continue;
    const left = minus(of.share, held[index]?.held ?? ZERO_USD);
    // More than there can be: a share that is too large for a budget leaves it to backends alone.
    const none = plus(of.claim.limit, picoUsd(1n));
    needs.set(of.claim, of.closed ? none : left > 0n ? left : ZERO_USD);
  }
  return claims.map((claim) => {
    const need = needs.get(claim);
    // What lanes hold ahead would let small calls in where larger ones are denied.
    return need === undefined ? claim : { ...claim, need, lanes: 1 };
  });
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
  return caps.find(({ amount, room }, index) => amount > 0n && (held[index]?.held ?? 0n) > room);
}

/** Holds a call against each cap, all or none; `parts` grows by what is held, also when a later one refuses. */
export async function holdCaps(
  caps: readonly PersonCap[],
  held: readonly Held[],
  { minute, parts }: { readonly minute: number; readonly parts: HoldPart[] },
  ports: AuthorizePorts,
): Promise<PersonCap | undefined> {
  for (const [index, cap] of caps.entries()) {
    if (cap.amount <= 0n) continue;
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
