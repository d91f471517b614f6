import type * as z from 'zod/mini';
import type { BudgetChannel } from '../../contracts/alert-channels.ts';
import { ANY_ID } from '../../contracts/scopes.ts';
import { budgetInputSchema, liftSchema } from '../../contracts/api/budget-shapes.ts';
import {
  budgetDetailSchema,
  budgetListSchema,
  budgetQuery,
  budgetSchema,
  budgetsQuery,
  deletedSchema,
  liftedSchema,
} from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { tellGates } from '../../core/alerts/tell-gates.ts';
import type { Budget } from '../../core/budgets/budget.ts';
import { channelWarnings } from '../../core/budgets/check-channels.ts';
import { budgetStates, stateAnswer } from '../../core/budgets/budget-state.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import {
  changeBudget,
  createBudget,
  liftGate,
  removeBudget,
  watchedScope,
} from '../../core/budgets/manage-budgets.ts';
import { budgetAnswer } from '../../core/budgets/parse-budget.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { type ApiPorts, pageRequest, tellPorts } from './ports.ts';
import { type ReadAnswer, type Route, route } from './route.ts';
import { namesOfScopes } from './scope-names.ts';

const CHANGES_SHOWN = 20;

/** Budgets of every scope: list, make, change, lift. */
export function budgetRoutes(ports: ApiPorts): Route[] {
  const { alerting, budgets } = ports;
  const checked = async (budget: Budget, asked?: readonly BudgetChannel[]) => {
    await alerting.check([budget.scope]);
    const { form } = await budgets.books.current();
    const warnings = channelWarnings(budget, asked, form);
    return { ...budgetAnswer(budget), ...(warnings.length > 0 && { warnings }) };
  };
  const resolveGone = async (now: number) => alerting.resolveGone(await budgets.books.current(), now);
  return [
    route({
      method: 'GET',
      path: '/budgets',
      summary:
        'Budgets, those of the form and the stage among them; with their state where they have one value',
      access: 'readers',
      query: budgetsQuery,
      answer: budgetListSchema,
      handle: ({ query, now }) => list(ports, query, now),
    }),
    route({
      method: 'POST',
      path: '/budgets',
      summary: 'Make a budget',
      access: 'admins',
      query: noQuery,
      body: budgetInputSchema,
      answer: budgetSchema,
      status: 201,
      handle: async ({ body, caller, now }) => ({
        body: await checked(
          await createBudget(ports.newId(), body, { by: caller.id, at: now }, budgets),
          body.channels,
        ),
      }),
    }),
    route({
      method: 'GET',
      path: '/budgets/{id}',
      summary: 'One budget with its state and last changes; `value` picks one of a budget for every value',
      access: 'readers',
      query: budgetQuery,
      answer: budgetDetailSchema,
      handle: ({ path, query, now }) => detail(ports, path.id, query.value, now),
    }),
    route({
      method: 'PUT',
      path: '/budgets/{id}',
      summary: 'Change the fields of a budget that are named',
      access: 'admins',
      query: noQuery,
      body: budgetInputSchema,
      shownBy: budgetDetailSchema,
      answer: budgetSchema,
      handle: async ({ path, body, caller, now }) => {
        const budget = await changeBudget(path.id, body, { by: caller.id, at: now }, budgets);
        if (body.enabled === false || body.scope || body.period) await resolveGone(now);
        return { body: await checked(budget, body.channels ?? budget.channels) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/budgets/{id}',
      summary: 'Take a budget away',
      access: 'admins',
      query: noQuery,
      answer: deletedSchema,
      handle: async ({ path, caller, now }) => {
        await removeBudget(path.id, { by: caller.id, at: now }, budgets);
        await resolveGone(now);
        return { body: { id: path.id, deleted: true } };
      },
    }),
    route({
      method: 'POST',
      path: '/budgets/{id}/lift',
      summary: 'End what the gate was turned to, for the rest of the period',
      access: 'admins',
      query: noQuery,
      body: liftSchema,
      answer: liftedSchema,
      handle: async ({ path, body, caller, now }) => {
        const value = await knownValue(ports, path.id, body.value);
        const turn = await liftGate(path.id, value, { by: caller.id, at: now }, budgets);
        if (turn) await tellGates([turn], tellPorts(ports));
        return { body: { id: path.id, lifted: turn !== undefined } };
      },
    }),
  ];
}

async function list(
  { budgets: { books, states, project }, names }: ApiPorts,
  query: Pick<z.output<typeof budgetsQuery>, 'limit' | 'cursor' | 'names'>,
  now: number,
): Promise<ReadAnswer<typeof budgetListSchema>> {
  const book = await books.current();
  const { limit, cursor } = pageRequest(query);
  const page = pageOf(book.budgets(), limit, cursor);
  const single = page.items.filter(({ scope }) => scope.id !== ANY_ID);
  const applied = single.map((budget) => ({ budget, value: budget.scope }));
  const found = new Map(
    (await budgetStates(applied, now, book, states, project)).map((state) => [state.budget.id, state]),
  );
  return {
    body: {
      budgets: page.items.map((budget) => {
        const state = found.get(budget.id);
        return { ...budgetAnswer(budget), ...(state ? { state: stateAnswer(state) } : {}) };
      }),
      ...(query.names === 'true'
        ? {
            names: await namesOfScopes(
              single.map(({ scope }) => shownScope(scope)),
              names,
            ),
          }
        : {}),
      ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
      ...(book.unreadable.length === 0 ? {} : { unreadable: [...book.unreadable] }),
    },
  };
}

/** A value of a budget of users in the name that the ledger keeps: which fields are users, only the budget tells. */
async function knownValue(
  { users, budgets }: ApiPorts,
  id: string,
  value: string | undefined,
): Promise<string | undefined> {
  if (!users || value === undefined) return value;
  const { kind } = (await budgets.books.current()).budget(id).scope;
  return kind === 'user' ? (await users.current())(value) : value;
}

async function detail(
  ports: ApiPorts,
  id: string,
  named: string | undefined,
  now: number,
): Promise<ReadAnswer<typeof budgetDetailSchema>> {
  const { books, states, store, project } = ports.budgets;
  const value = await knownValue(ports, id, named);
  const book = await books.current();
  const budget = book.budget(id);
  const applied =
    budget.scope.id === ANY_ID && value === undefined ? [] : [{ budget, value: watchedScope(budget, value) }];
  const [state] = await budgetStates(applied, now, book, states, project);
  const subjects = budget.source === 'form' ? ['organisation', id] : [id];
  const lists = await Promise.all(subjects.map((subject) => store.changes(subject, CHANGES_SHOWN)));
  const changes = lists
    .flat()
    .sort((a, b) => b.at - a.at)
    .slice(0, CHANGES_SHOWN);
  return {
    body: {
      ...budgetAnswer(budget),
      ...(state ? { state: stateAnswer(state) } : {}),
      changes: changes.map(({ at, by, what }) => ({ at: isoTime(at), by, what })),
    },
  };
}
