import { daysBetween, daysOfMonth, type Month, monthOf } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { minus } from '../money/decimal.ts';
import type { ClosedMonthStore, NamedMonthSum, UserMonthSum } from './closed-month.ts';
import { type Page, pageOf } from './paging.ts';
import { boundedDays, type PageRequest, type Ranked, rankActive, type ReadContext } from './read-totals.ts';
import { sumTotals, type Total, ZERO } from './total.ts';

export type LifetimeMonths = Pick<ClosedMonthStore, 'closed' | 'user' | 'users' | 'lateUser' | 'late'>;

/** A ledger's life in months: each closed or still open, with the days of it that the ledger knows. */
async function monthsOfLedger(months: LifetimeMonths, context: ReadContext) {
  const days = await boundedDays({ from: undefined, to: undefined }, context);
  const held = await context.totals.heldAmong(daysBetween(days.from, days.to));
  const names = [...new Set(held.map(monthOf))];
  return { days, names, closed: await months.closed(names) };
}

function within(month: Month, { from, to }: Days): Days {
  const whole = daysOfMonth(month);
  return { from: whole.from < from ? from : whole.from, to: whole.to > to ? to : whole.to };
}

/**
 * Totals of one user since the start: closed months as they were closed, the others day by day. A month to which
 * something came for the user after it was closed is read by its days too, because late sums keep no breakdown; so
 * the answer equals the sum of all days, whatever came when.
 */
export async function readUserLifetime(
  userId: string,
  months: LifetimeMonths,
  context: ReadContext,
): Promise<Total> {
  const { days, names, closed } = await monthsOfLedger(months, context);
  // Late sums first: what comes after this read is not in the closed lines and not in the answer.
  const late = await months.lateUser(userId, [...closed]);
  const lines = await months.user(userId, [...closed]);
  const held = new Map(lines.map((line) => [line.month, line.lateVersion]));
  const settled = new Set([...closed].filter((month) => (late.get(month) ?? 0n) === (held.get(month) ?? 0n)));
  const open = await Promise.all(
    names
      .filter((month) => !settled.has(month))
      .map((month) => context.totals.user(userId, within(month, days))),
  );
  const closedTotals = lines.filter(({ month }) => settled.has(month)).map(({ total }) => total);
  return sumTotals([...closedTotals, ...open.flat().map(({ total }) => total)]);
}

/** The biggest spenders since the start: closed months with what came late, and the open days. */
export async function readUsersLifetime(
  page: PageRequest,
  months: LifetimeMonths,
  context: ReadContext,
): Promise<Page<Ranked<string>>> {
  const { days, names, closed } = await monthsOfLedger(months, context);
  const parts = await Promise.all(
    names.map(async (month): Promise<Ranked<string>[]> => {
      if (!closed.has(month)) {
        const users = await context.totals.users(within(month, days), 'sums');
        return users.map(({ name, total }) => ({ of: name, total }));
      }
      const [lines, late] = await Promise.all([months.users(month), months.late(month)]);
      // What was late and came before the close is in both.
      return [...lines.map(withoutLate), ...late.users].map(({ name, cost, events, unpriced }) => ({
        of: name,
        total: { ...ZERO, cost, events, unpriced },
      }));
    }),
  );
  const ranked = rankActive(parts.flat(), (name) => name);
  return pageOf(ranked, page.limit, page.cursor);
}

function withoutLate({ name, cost, events, unpriced, late }: UserMonthSum): NamedMonthSum {
  if (!late) return { name, cost, events, unpriced };
  return {
    name,
    cost: minus(cost, late.cost),
    events: events - late.events,
    unpriced: unpriced - late.unpriced,
  };
}
