import { shownUserId } from '../../contracts/system-user.ts';
import { searchQuery, searchSchema } from '../../contracts/api/search.ts';
import { budgetAnswer } from '../../core/budgets/parse-budget.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { type Found, LedgerSearch } from '../../core/search/search-ledger.ts';
import type { ApiPorts } from './ports.ts';
import { presentPerson, presentThing } from './present.ts';
import { type Route, route } from './route.ts';

/** Of each kind, when a request names no number. */
const DEFAULT_FOUND = 10;

/** One search over everything that has a name. */
export function searchRoutes(ports: ApiPorts): Route[] {
  const search = new LedgerSearch({
    totals: ports.totals,
    names: ports.names,
    timeZone: ports.settings.timeZone,
  });
  return [
    route({
      method: 'GET',
      path: '/search',
      summary: 'Users, resources, groups, models of the last 90 days and budgets, by a part of an id or name',
      access: 'readers',
      query: searchQuery,
      answer: searchSchema,
      handle: async ({ query, now }) => {
        const book = await ports.budgets.books.current();
        const limit = query.limit === undefined ? DEFAULT_FOUND : Number(query.limit);
        const found = await search.find(query.q, book.budgets(), limit, now);
        return {
          body: {
            users: found.users.map(({ scope, cost, record }) => ({
              userId: shownUserId(scope.id),
              ...presentPerson(record),
              totalUsd: formatDecimal(cost),
            })),
            resources: found.resources.map(presentFound),
            groups: found.groups.map(presentFound),
            models: found.models.map(({ scope, cost }) => ({
              model: scope.id,
              totalUsd: formatDecimal(cost),
            })),
            budgets: found.budgets.map((budget) => {
              const { id, name, limitUsd } = budgetAnswer(budget);
              return { id, name, limitUsd: limitUsd ?? null };
            }),
            complete: found.complete,
          },
        };
      },
    }),
  ];
}

function presentFound({ scope, cost, record }: Found<'resource' | 'group'>) {
  const { type, id, name, deletedAt } = presentThing(scope, record);
  return { type, id, name, deletedAt, totalUsd: formatDecimal(cost) };
}
