import { type AuthorizeInput, authorizeSchema } from '../../contracts/api/budget-shapes.ts';
import { decisionSchema, holdListSchema, holdsQuery, releaseSchema } from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { authorizeCall, type AuthorizeRequest, decisionAnswer } from '../../core/budgets/authorize-call.ts';
import { holdAnswer, listHolds } from '../../core/budgets/list-holds.ts';
import { decimalOf } from '../../core/budgets/read-amounts.ts';
import { releaseHold } from '../../core/budgets/settle-holds.ts';
import { InvalidInputError, NotFoundError } from '../../core/errors.ts';
import { usageOf } from '../../core/usage/sent-values.ts';
import type { Caller } from './caller.ts';
import { type ApiPorts, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';

/** The gate before a call, and the holds it made. */
export function gateRoutes({ budgets }: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/budgets/authorize',
      summary: 'Hold what a call may cost against every budget that applies, or say why not',
      access: 'spenders',
      limit: 'records',
      query: noQuery,
      body: authorizeSchema,
      answer: decisionSchema,
      ownerOf: ({ body, caller }) => body.userId ?? caller.userId,
      handle: async ({ body, caller }) => ({
        body: decisionAnswer(await authorizeCall(requestOf(body, caller), budgets.gate)),
      }),
    }),
    route({
      method: 'GET',
      path: '/budgets/holds',
      summary: 'Holds of the last day, the open ones unless `status` says otherwise',
      access: 'staff',
      query: holdsQuery,
      answer: holdListSchema,
      handle: async ({ query, now }) => {
        const { items, nextCursor } = await listHolds(query, pageRequest(query), now, budgets.holds);
        const next = nextCursor === undefined ? {} : { nextCursor };
        return { body: { holds: items.map((hold) => holdAnswer(hold, now)), ...next } };
      },
    }),
    route({
      method: 'POST',
      path: '/budgets/holds/{id}/release',
      summary: 'Give a hold back that no usage will settle',
      access: 'writers',
      limit: 'records',
      query: noQuery,
      answer: releaseSchema,
      handle: async ({ path }) => {
        const id = path.id;
        const released = await releaseHold(id, budgets.gate);
        if (!released && !(await budgets.holds.get(id))) throw new NotFoundError(`there is no hold "${id}"`);
        return { body: { id, released } };
      },
    }),
  ];
}

/** A plain user who names nobody asks for itself. Throws InvalidInputError without any estimate. */
function requestOf(body: AuthorizeInput, caller: Caller): AuthorizeRequest {
  const { estimateUsd, usage, region, attributes, holdSeconds, operation: _shown, ...subject } = body;
  if (estimateUsd === undefined && usage === undefined) {
    const message = 'is needed: what the call may cost, or its usage to be priced';
    throw new InvalidInputError(`estimateUsd ${message}`, [{ field: 'estimateUsd', message }]);
  }
  if (usage !== undefined && (subject.provider === undefined || subject.model === undefined)) {
    const field = subject.provider === undefined ? 'provider' : 'model';
    throw new InvalidInputError(`${field} is needed to price usage`, [
      { field, message: 'is needed to price usage' },
    ]);
  }
  return {
    subject: { ...subject, userId: subject.userId ?? (caller.roles.size === 0 ? caller.userId : undefined) },
    estimate: estimateUsd === undefined ? undefined : decimalOf(estimateUsd),
    usage: usage === undefined ? undefined : usageOf({ usage }),
    region,
    attributes,
    holdSeconds,
  };
}
