import { ORGANISATION } from '../../core/scopes/scope.ts';
import { organisationFormSchema } from '../../contracts/api/budget-shapes.ts';
import { budgetStatusSchema, formReadSchema, formSchema } from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { changeForm } from '../../core/budgets/change-form.ts';
import { formAnswer } from '../../core/budgets/organisation-form.ts';
import { RecentCells } from '../../core/overview/recent-cells.ts';
import { organisationStanding } from './organisation-standing.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** The organisation's form and its state. */
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
  ];
}
