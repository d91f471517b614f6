import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { holdSchema } from '../../contracts/api/budgets.ts';
import { formatDecimal } from '../money/decimal.ts';
import { type Page, readCursor, writeCursor } from '../spend/paging.ts';
import { HOUR_MS, type Instant, isoTime } from '../time/ledger-time.ts';
import { LONGEST_HOLD_SECONDS } from '../../contracts/hold-duration.ts';
import type { HoldStatus } from '../../contracts/budget-vocabulary.ts';
import type { HeldCall, Hold, HoldStore } from './gate-ports.ts';
import { shownScope } from '../budgets/kept-scope.ts';
import { leftOf, ownHoldId, parentHoldId } from './hold-ids.ts';
import { isCapKey } from './person-caps.ts';

export interface HoldFilter {
  /** `all`, else one of them; open ones when absent. */
  readonly status?: HoldStatus | 'all' | undefined;
  readonly userId?: string | undefined;
  readonly budgetId?: string | undefined;
}

/** The status of a hold at an instant: open ones expire by time alone. */
function statusAt(hold: Hold, at: Instant): HoldStatus {
  return hold.status === 'OPEN' && hold.expiresAt <= at ? 'EXPIRED' : hold.status;
}

/** Holds looked at for one page; a filter that few fit goes on from there. */
const MOST_LOOKED = 5_000;

/** Holds of the last day, newest first: none lasts longer. The cursor is the last id looked at. */
export async function listHolds(
  filter: HoldFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  at: Instant,
  holds: HoldStore,
): Promise<Page<Hold>> {
  const [after, since] = cursor === undefined ? [undefined, at] : readCursor(cursor, ['string', 'number']);
  const { status = 'OPEN', userId, budgetId } = filter;
  const wanted = (hold: Hold) =>
    (status === 'all' || statusAt(hold, at) === status) &&
    (userId === undefined || hold.userId === userId) &&
    (budgetId === undefined || hold.parts.some(({ key }) => key.budgetId === budgetId));
  const items: Hold[] = [];
  const oldest = at - LONGEST_HOLD_SECONDS * 1000 - HOUR_MS;
  let looked = 0;
  // A cursor from elsewhere may name any time: later than now there is nothing.
  for (let hour = Math.min(Number(since), at); hour >= oldest; hour -= HOUR_MS) {
    for await (const hold of holds.madeInHour(hour, after === undefined ? undefined : String(after))) {
      const last = items.at(-1);
      if (items.length === limit && last && wanted(hold)) return { items, nextCursor: cursorOf(last) };
      if (wanted(hold)) items.push(hold);
      if (++looked === MOST_LOOKED) return { items, nextCursor: cursorOf(hold) };
    }
  }
  return { items };
}

function cursorOf({ id, createdAt }: Hold): string {
  return writeCursor([ownHoldId(id), createdAt]);
}

/** A hold as the API answers it. */
export function holdAnswer(hold: Hold, at: Instant): AnswerOf<typeof holdSchema> {
  return {
    id: hold.id,
    status: statusAt(hold, at),
    estimateUsd: formatDecimal(hold.estimate),
    userId: hold.userId ?? null,
    createdAt: isoTime(hold.createdAt),
    expiresAt: isoTime(hold.expiresAt),
    call: callAnswer(hold.call),
    parentHoldId: parentHoldId(hold.id) ?? null,
    leftUsd: hold.pool ? formatDecimal(leftOf(hold)) : null,
    budgets: hold.parts
      .filter(({ key, from }) => !isCapKey(key) && from === undefined)
      .map(({ key, amount }) => ({
        id: key.budgetId,
        scope: shownScope(key.value),
        period: key.period,
        heldUsd: formatDecimal(amount),
      })),
  };
}

function callAnswer({ provider, service, model, resource, group }: HeldCall = {}) {
  return {
    provider: provider ?? null,
    service: service ?? null,
    model: model ?? null,
    resource: resource ?? null,
    group: group ?? null,
  };
}
