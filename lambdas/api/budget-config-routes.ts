import { ORGANISATION } from '../../core/scopes/scope.ts';
import { organisationFormSchema, revenueSchema } from '../../contracts/api/budget-shapes.ts';
import {
  budgetStatusSchema,
  formReadSchema,
  formSchema,
  revenueAnswerSchema,
} from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { changeForm } from '../../core/budgets/change-form.ts';
import { postRevenue } from '../../core/budgets/manage-budgets.ts';
import { formAnswer } from '../../core/budgets/organisation-form.ts';
import { RecentCells } from '../../core/overview/recent-cells.ts';
import { usdOf } from '../../core/budgets/read-amounts.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { organisationStanding } from './organisation-standing.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** The organisation's form, its state, and the revenue that budgets may follow. */
export function budgetConfigRoutes(ports: ApiPorts): Route[] {
  const { alerting, budgets } = ports;
  const cells = new RecentCells(ports.totals, ports.clock, ports.settings.timeZone);
  return [
    route({
      method: 'GET',
      path: '/budget/config',
      summary: "The organisation's form",
      access: 'readers',
      query: noQuery,
      answer: formReadSchema,
      handle: async () => ({ body: formAnswer((await budgets.books.current()).form) }),
    }),
    route({
      method: 'PUT',
      path: '/budget/config',
      summary: 'Change the fields of the form that are named; null takes a limit or the webhook away',
      access: 'admins',
      query: noQuery,
      body: organisationFormSchema,
      shownBy: formReadSchema,
      answer: formSchema,
      handle: async ({ body, caller, now }) => {
        const book = await changeForm(body, caller.id, now, budgets);
        if (body.dailyLimit === null || body.monthlyLimit === null) await alerting.resolveGone(book, now);
        await alerting.check([ORGANISATION]);
        return { body: formAnswer(book.form) };
      },
    }),
    route({
      method: 'GET',
      path: '/budget/status',
      summary: 'Month and day of the organisation against their limits, and what the gate does',
      access: 'readers',
      query: noQuery,
      answer: budgetStatusSchema,
      handle: async ({ now }) => ({
        body: await organisationStanding(ports, cells.read(), now),
      }),
    }),
    route({
      method: 'POST',
      path: '/revenue',
      summary: 'Post the revenue of a day, an ISO week, a month or of all time; posting again replaces it',
      access: 'admins',
      query: noQuery,
      body: revenueSchema,
      answer: revenueAnswerSchema,
      handle: async ({ body, caller, now }) => {
        const usd = usdOf(body.usd);
        await postRevenue(body.period, usd, { by: caller.id, at: now }, budgets);
        const following = (await budgets.books.current())
          .budgets()
          .filter(({ limit }) => limit.kind === 'revenue');
        await alerting.check(following.map(({ scope }) => scope));
        return { body: { period: body.period, usd: formatDecimal(usd) } };
      },
    }),
  ];
}
