import { budgetInputSchema, previewDays } from '../../contracts/api/budget-shapes.ts';
import { checkSchema, previewSchema } from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { checkNow } from '../../core/alerts/check-now.ts';
import { stateAnswer } from '../../core/budgets/budget-state.ts';
import { valuesToCheck } from '../../core/budgets/value-spend.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import { PREVIEW_DAYS, previewAnswer, previewBudget } from '../../core/budgets/preview-budget.ts';
import { readBudget } from '../../core/budgets/parse-budget.ts';
import { type ApiPorts, tellPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** What budgets would have raised, and what they raise now. */
export function budgetCheckRoutes(ports: ApiPorts): Route[] {
  const { alerting, budgets, clock, totals } = ports;
  return [
    route({
      method: 'POST',
      path: '/budgets/preview',
      summary: 'What a budget would have raised on the last 30 days, or `days` of them, had it existed',
      access: 'readers',
      query: previewDays,
      body: budgetInputSchema,
      answer: previewSchema,
      handle: async ({ body, query, now }) => {
        const budget = readBudget(body, { id: 'preview', source: 'stored' }, budgets.rules);
        const days = query.days === undefined ? PREVIEW_DAYS : Number(query.days);
        const book = await budgets.books.current();
        const found = await previewBudget(budget, book, now, days, { ...budgets.states, totals });
        return { body: previewAnswer(found) };
      },
    }),
    route({
      method: 'POST',
      path: '/budgets/check',
      summary: 'Look at every budget now: what has reached a threshold, and which gates turn',
      access: 'admins',
      query: noQuery,
      answer: checkSchema,
      handle: async ({ now }) => {
        const { states, held, books } = budgets;
        const book = await books.current();
        const values = await valuesToCheck(book, now, { states, totals });
        const { found, turns, left } = await checkNow(values, book, {
          states,
          turn: { held },
          tell: tellPorts(ports),
          clock,
        });
        await alerting.check(values.map(({ value }) => value));
        return {
          body: {
            checked: found.length,
            left,
            reached: found.filter(({ severity }) => severity !== 'ok').map(stateAnswer),
            gateChanges: turns.map(({ key: { budgetId, value, period }, gate }) => ({
              budgetId,
              scope: shownScope(value),
              period,
              gate,
            })),
          },
        };
      },
    }),
  ];
}
