import { expectedCrossingsQuery, expectedCrossingsSchema } from '../../contracts/api/expected-crossings.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import { type ExpectedCrossing, expectedCrossings } from '../../core/forecast/expected-crossings.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { addDays, dayOf } from '../../core/time/ledger-time.ts';
import { type ApiPorts, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';
import { readScopeNames, type ScopeNames } from './scope-names.ts';

/** Days ahead, today among them, when a request names none. */
const USUAL_DAYS = 7;

/** Limits that are expected to be reached. */
export function expectedCrossingRoutes({ budgets, names, settings, totals }: ApiPorts): Route[] {
  const { timeZone } = settings;
  return [
    route({
      method: 'GET',
      path: '/budgets/expected',
      summary:
        'Who is expected to reach a limit in the next seven days, or `days` of them, and on which day; the next one first',
      access: 'readers',
      query: expectedCrossingsQuery,
      answer: expectedCrossingsSchema,
      handle: async ({ query, now }) => {
        const from = dayOf(now, timeZone);
        const to = addDays(from, (query.days === undefined ? USUAL_DAYS : Number(query.days)) - 1);
        const book = await budgets.books.current();
        const ports = { spend: budgets.states.spend, totals, timeZone };
        const { crossings, looked, left } = await expectedCrossings(book, now, to, ports);
        const { limit, cursor } = pageRequest(query);
        const { items, nextCursor } = pageOf(crossings, limit, cursor);
        const nameOf = await readScopeNames(
          items.map(({ value }) => shownScope(value)),
          names,
        );
        return {
          body: {
            from,
            to,
            crossings: items.map((one) => presentCrossing(one, nameOf)),
            looked,
            left,
            nextCursor,
          },
        };
      },
    }),
  ];
}

function presentCrossing(crossing: ExpectedCrossing, nameOf: ScopeNames) {
  const { budget, period, limit, spent, expected, unpriced, on } = crossing;
  const scope = shownScope(crossing.value);
  const name = nameOf(scope);
  return {
    budgetId: budget.id,
    budgetName: budget.name,
    scope: name === null ? scope : { ...scope, name },
    period: budget.period,
    periodKey: period.key,
    limitUsd: formatDecimal(limit),
    spentUsd: formatDecimal(spent),
    expectedUsd: formatDecimal(expected),
    unpricedEvents: unpriced,
    crossesOn: on,
  };
}
