import {
  marginsQuery,
  marginsSchema,
  revenueAnswerSchema,
  revenueSchema,
} from '../../contracts/api/revenue.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { PROFILE_KINDS, type ProfileKind } from '../../contracts/scopes.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import { knownPeriod, postRevenue } from '../../core/budgets/manage-budgets.ts';
import { usdOf } from '../../core/budgets/read-amounts.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { type Margin, readMargins } from '../../core/revenue/read-margins.ts';
import type { RevenueScope } from '../../core/revenue/revenue-store.ts';
import { makeScope } from '../../core/scopes/scope.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import { dayOf, monthOf } from '../../core/time/ledger-time.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import { type ApiPorts, pageRequest, readContext } from './ports.ts';
import { type Route, route } from './route.ts';
import { readScopeNames, type ScopeNames } from './scope-names.ts';

interface Posted {
  readonly userId?: string | undefined;
  readonly resource?: Reference | undefined;
  readonly group?: Reference | undefined;
}

/** Revenue that is posted, and what is left of it. */
export function revenueRoutes(ports: ApiPorts): Route[] {
  const { alerting, budgets, names, revenues, settings } = ports;
  return [
    route({
      method: 'POST',
      path: '/revenue',
      summary:
        'Post the revenue of a day, an ISO week, a month or of all time, of all or of one user, resource or group; posting again replaces it',
      access: 'admins',
      query: noQuery,
      body: revenueSchema,
      answer: revenueAnswerSchema,
      handle: async ({ body, caller, now }) => {
        const usd = usdOf(body.usd);
        const { period, usd: _usd, ...of } = body;
        const scope = scopeOf(of);
        if (scope === undefined) {
          await postRevenue(period, usd, { by: caller.id, at: now }, budgets);
          const following = (await budgets.books.current())
            .budgets()
            .filter(({ limit }) => limit.kind === 'revenue');
          await alerting.check(following.map((budget) => budget.scope));
        } else {
          knownPeriod(period);
          await revenues.post(period, { scope, usd }, now);
        }
        return { body: { period, usd: formatDecimal(usd), ...of } };
      },
    }),
    route({
      method: 'GET',
      path: '/revenue/{dimension}',
      summary:
        'What was posted for each user, resource or group in a period (the open month without one) beside its cost, the lowest margin first',
      access: 'readers',
      query: marginsQuery,
      answer: marginsSchema,
      handle: async ({ path, query, now }) => {
        const kind = kindOf(path.dimension);
        const period = query.period ?? monthOf(dayOf(now, settings.timeZone));
        const range = knownPeriod(period);
        const context = readContext(ports, now);
        const days = await boundedDays(range, context);
        const found = await readMargins(kind, period, days, { revenues, totals: ports.totals });
        const { limit, cursor } = pageRequest(query);
        const { items, nextCursor } = pageOf(found.margins, limit, cursor);
        const nameOf = await readScopeNames(
          items.map(({ scope }) => shownScope(scope)),
          names,
        );
        return {
          body: {
            dimension: kind,
            period,
            from: range.from ?? null,
            to: range.to ?? null,
            items: items.map((one) => presentItem(one, nameOf)),
            total: presentMargin(found.total),
            withoutRevenue: {
              count: found.without.count,
              totalUsd: formatDecimal(found.without.cost),
              unpricedEvents: found.without.unpriced,
            },
            nextCursor,
          },
        };
      },
    }),
  ];
}

/** Whose revenue it is; undefined: the organisation's. Throws InvalidInputError for two at once. */
function scopeOf({ userId, resource, group }: Posted): RevenueScope | undefined {
  const scopes = [
    ...(userId === undefined ? [] : [makeScope('user', storedUserId(userId), undefined)]),
    ...(resource ? [makeScope('resource', resource.id, resource.type)] : []),
    ...(group ? [makeScope('group', group.id, group.type)] : []),
  ];
  if (scopes.length < 2) return scopes[0];
  const field = group ? 'group' : 'resource';
  throw new InvalidInputError('revenue is posted for one of them at a time', [
    { field, message: 'cannot be combined with another: send userId, resource or group' },
  ]);
}

function kindOf(text: string): ProfileKind {
  const kind = PROFILE_KINDS.find((known) => known === text);
  if (kind) return kind;
  throw new InvalidInputError(`no revenue is posted by "${text}"`, [
    { field: 'dimension', message: `must be one of ${PROFILE_KINDS.join(', ')}` },
  ]);
}

function presentItem(one: Margin, nameOf: ScopeNames) {
  const scope = shownScope(one.scope);
  const { type, id } = scope;
  const name = nameOf(scope);
  return {
    key: type === undefined ? id : `${type}/${id}`,
    ...(type === undefined ? {} : { type, id }),
    ...(name === null ? {} : { name }),
    ...presentMargin(one),
  };
}

function presentMargin({ revenue, cost, margin, unpriced }: Omit<Margin, 'scope'>) {
  return {
    revenueUsd: formatDecimal(revenue),
    totalUsd: formatDecimal(cost),
    marginUsd: formatDecimal(margin),
    unpricedEvents: unpriced,
  };
}
