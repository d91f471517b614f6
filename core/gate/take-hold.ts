import { UnavailableError } from '../errors.ts';
import { type PicoUsd, plus, sumUsd, times, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { dayOf, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import type { BudgetBookCache } from '../budgets/budget-book.ts';
import type { Held } from '../budgets/budget-ports.ts';
import type { GatePorts } from './gate-ports.ts';
import { heldKeyOf, spendQuery } from '../budgets/budget-state.ts';
import type { LeaseBook } from './lease-book.ts';
import { countedUnpriced } from './estimate-call.ts';
import { type Claim, judge, roomOf, type Verdict } from './judge-claim.ts';

/** Rounds of reading again before the gate says that it is busy. */
export const MAX_ROUNDS = 20;

export interface AuthorizePorts extends GatePorts {
  readonly books: BudgetBookCache;
  readonly timeZone: string;
  /** Over how many items the organisation's holds are spread; 1 is none beside the main one. */
  readonly organisationLanes: number;
  /** What this function holds ahead; one book for as long as it runs. */
  readonly leases: LeaseBook;
  /** A cheaper model for a call where the budget names none; undefined where none is known. */
  readonly standIn: (book: PriceBook, provider: string, model: string, at: Instant) => string | undefined;
}

/** Everything that has expired, out; several callers at once do it once. */
export async function swept(held: Held, ports: AuthorizePorts): Promise<Held> {
  const through = Math.floor(ports.clock.now() / MINUTE_MS);
  let seen = held;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (![...seen.minutes.keys()].some((minute) => minute <= through)) return seen;
    seen = await ports.held.sweep(seen, through);
  }
  throw busy();
}

/** What the periods of claims have spent, in their order; what has no price yet counts as the budget says. */
export async function readSpent(claims: readonly Claim[], ports: AuthorizePorts): Promise<PicoUsd[]> {
  const today = dayOf(ports.clock.now(), ports.timeZone);
  const lists = await ports.spend.read(claims.map(({ value, period }) => spendQuery(value, period, today)));
  return lists.map((days, index) => {
    const each = claims[index] ? countedUnpriced(claims[index].budget) : ZERO_USD;
    return sumUsd(days.map(({ cost, unpriced }) => plus(cost, times(each, BigInt(unpriced)))));
  });
}

/** One budget: reads again while holds are settled under its feet, then holds or says why not. */
export async function holdOne(
  claim: Claim,
  held: Held,
  spent: PicoUsd,
  minute: number,
  ports: AuthorizePorts,
): Promise<Verdict> {
  let seen = held;
  let known = spent;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const verdict = judge(claim, seen, known);
    if (verdict.gate === 'deny' || claim.amount <= 0n) return verdict;
    const later = Math.max(minute, seen.swept + 1);
    const key = heldKeyOf(claim, claim.period);
    const room = roomOf(claim, seen, known);
    const result = await ports.held.take({ key, amount: claim.amount, minute: later, seen, room });
    if (result.taken) return { ...verdict, part: { key, amount: claim.amount, minute: later } };
    const { now } = result;
    const moved = now.generation !== seen.generation || now.exists !== seen.exists || now.swept >= later;
    seen = await swept(now, ports);
    if (moved) [known = ZERO_USD] = await readSpent([claim], ports);
  }
  throw busy();
}

/** What a gate says whose items change faster than it reads them. */
export function busy(): UnavailableError {
  return new UnavailableError(
    'the gate is busy: holds of this budget are settled faster than it can read; try again',
  );
}
