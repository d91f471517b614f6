import { type AuthorizeInput, authorizeSchema } from '../../contracts/api/budget-shapes.ts';
import {
  decisionSchema,
  holdListSchema,
  holdsQuery,
  releaseOfUserAnswerSchema,
  releaseOfUserSchema,
  releaseSchema,
} from '../../contracts/api/budgets.ts';
import { noQuery } from '../../contracts/api/status.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import { authorizeCall, type AuthorizeRequest } from '../../core/gate/authorize-call.ts';
import { decisionAnswer } from '../../core/gate/gate-answer.ts';
import { holdAnswer, listHolds } from '../../core/gate/list-holds.ts';
import { usdOf } from '../../core/budgets/read-amounts.ts';
import type { Person } from '../../core/gate/person-caps.ts';
import { isEmptyHold } from '../../core/gate/hold-ids.ts';
import { releaseHold, releaseOfUser } from '../../core/gate/settle-holds.ts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../core/errors.ts';
import type { Subject, WholeSubject } from '../../core/scopes/scopes-of.ts';
import { usageOf } from '../../core/usage/sent-values.ts';
import { type Caller, isBackend } from './caller.ts';
import { type ApiPorts, pageRequest } from './ports.ts';
import { type Route, route } from './route.ts';
import { namesOfEntries } from './scope-names.ts';

/** The gate before a call, and the holds it made. */
export function gateRoutes({ budgets, names, settings }: ApiPorts): Route[] {
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
        body: decisionAnswer(
          await authorizeCall(requestOf(body, caller, settings), budgets.gate),
          caller.roles.size > 0,
          settings.timeZone,
        ),
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
        const holds = items.map((hold) => holdAnswer(hold, now));
        if (query.names !== 'true') return { body: { holds, ...next } };
        const ofHolds = holds.map(({ userId, call }) => ({ ...call, userId }));
        return { body: { holds, names: await namesOfEntries(ofHolds, names), ...next } };
      },
    }),
    route({
      method: 'POST',
      path: '/budgets/holds/release',
      summary: 'Give all open holds of one person back',
      access: 'writers',
      query: noQuery,
      body: releaseOfUserSchema,
      answer: releaseOfUserAnswerSchema,
      handle: async ({ body: { userId }, now }) => ({
        body: { userId, released: await releaseOfUser(storedUserId(userId), now, budgets.gate) },
      }),
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
        if (!released && !isEmptyHold(id) && !(await budgets.holds.get(id)))
          throw new NotFoundError(`there is no hold "${id}"`);
        return { body: { id, released } };
      },
    }),
  ];
}

/**
 * Who is no backend asks for itself, within the stage's caps. Throws InvalidInputError without any estimate, and
 * ForbiddenError for what the stage lets only backends name.
 */
function requestOf(body: AuthorizeInput, caller: Caller, settings: LedgerSettings): AuthorizeRequest {
  const person = personOf(caller, settings);
  const { estimateUsd, usage, region, attributes, holdSeconds } = body;
  const { resource, group, tags, provider, service, model, parentHoldId, asParent } = body;
  const userId = body.userId ?? person?.userId;
  // No budget watches operations.
  const operation = undefined;
  const subject: WholeSubject = { userId, resource, group, tags, provider, service, model, operation };
  if (estimateUsd === undefined && usage === undefined && parentHoldId === undefined) {
    const message = 'is needed: what the call may cost, or its usage to be priced';
    throw new InvalidInputError(`estimateUsd ${message}`, [{ field: 'estimateUsd', message }]);
  }
  if (usage !== undefined && (subject.provider === undefined || subject.model === undefined)) {
    const field = subject.provider === undefined ? 'provider' : 'model';
    throw new InvalidInputError(`${field} is needed to price usage`, [
      { field, message: 'is needed to price usage' },
    ]);
  }
  if (person) refuseNames(subject, settings.userMayName);
  if (person && (parentHoldId !== undefined || asParent === true)) {
    throw new ForbiddenError('only backends hold for what is below: use a token of the group cost-writers');
  }
  return {
    subject,
    person,
    estimate: estimateUsd === undefined ? undefined : usdOf(estimateUsd),
    usage: usage === undefined ? undefined : usageOf({ provider: subject.provider ?? '', usage }),
    region,
    attributes,
    holdSeconds,
    parentHoldId,
    asParent,
  };
}

function personOf(caller: Caller, settings: LedgerSettings): Person | undefined {
  if (isBackend(caller) || caller.userId === undefined) return undefined;
  const { userHoldSeconds, userOpenHolds, userHoldPercent, userHoldUsd } = settings;
  return {
    userId: caller.userId,
    caps: {
      holdSeconds: userHoldSeconds,
      openHolds: userOpenHolds,
      sharePercent: userHoldPercent,
      most: userHoldUsd === undefined ? undefined : usdOf(userHoldUsd),
    },
  };
}

/** What a caller who is no backend may name: itself and its call always, the rest where the stage lets it. */
const NAMED_BY_USERS: Readonly<Record<keyof Subject, 'always' | 'where the stage lets it'>> = {
  userId: 'always',
  provider: 'always',
  service: 'always',
  model: 'always',
  operation: 'always',
  resource: 'where the stage lets it',
  group: 'where the stage lets it',
  tags: 'where the stage lets it',
};

/** A budget that others spend from is held by its name alone: a caller who may name it can fill it. */
function refuseNames(subject: Subject, allowed: LedgerSettings['userMayName']): void {
  const named = (Object.keys(NAMED_BY_USERS) as (keyof Subject)[]).filter(
    (name) =>
      subject[name] !== undefined &&
      NAMED_BY_USERS[name] !== 'always' &&
      !allowed.some((one) => one === name),
  );
  if (named.length === 0) return;
  throw new ForbiddenError(
    `this stage lets only backends name ${named.join(', ')} at the gate: leave it out, use a token of the group cost-writers, or add it to the stage's userMayName`,
  );
}
