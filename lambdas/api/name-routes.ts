import * as z from 'zod/mini';
import { groupSchema } from '../../contracts/api/groups.ts';
import { receiptSchema, resourceLineSchema } from '../../contracts/api/resources.ts';
import { userSchema } from '../../contracts/api/users.ts';
import type { ProfileKind } from '../../contracts/scopes.ts';
import { isSystemUser } from '../../contracts/system-user.ts';
import {
  eraseNamedQuery,
  erasePersonQuery,
  groupNameBody,
  personQuery,
  resourceNameBody,
  thingNameSchema,
  thingQuery,
  userNameBody,
  userNameSchema,
} from '../../contracts/api/names.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { startErasure } from '../../core/erasure/erasure.ts';
import type { NameChange, NameRecord } from '../../core/names/name-record.ts';
import { DAY_MS, type Instant } from '../../core/time/ledger-time.ts';
import type { Reference } from '../../core/usage/entry.ts';
import type { Caller } from './caller.ts';
import type { ApiPorts } from './ports.ts';
import { presentPerson, presentThing } from './present.ts';
import { referenceOf } from './resource-routes.ts';
import { type Route, route } from './route.ts';

/** Names, creators and deletion marks beside the ledger: none of them changes a total. */
export function nameRoutes(ports: ApiPorts): Route[] {
  const routes: Readonly<Record<ProfileKind, Route[]>> = {
    resource: thingRoutes('resource', '/resources', resourceNameBody, ports),
    group: thingRoutes('group', '/groups', groupNameBody, ports),
    user: personRoutes(ports),
  };
  return Object.values(routes).flat();
}

/** What reads show of a thing: its totals, its names, and itself in a list. */
const RESOURCE_SHOWN = z.extend(z.extend(receiptSchema, resourceLineSchema.shape), thingNameSchema.shape);
const GROUP_SHOWN = z.extend(z.extend(groupSchema, resourceLineSchema.shape), thingNameSchema.shape);
const USER_SHOWN = z.extend(userSchema, userNameSchema.shape);

type ThingBody = typeof resourceNameBody | typeof groupNameBody;

function thingRoutes(
  kind: 'resource' | 'group',
  path: string,
  body: ThingBody,
  { names }: ApiPorts,
): Route[] {
  const change = async (reference: Reference, fields: NameChange) => ({
    body: presentThing(reference, await names.change({ kind, ...reference }, fields)),
  });
  const put = (reference: Reference, fields: z.output<ThingBody>) =>
    // Naming it again restores it.
    change(reference, { ...fields, deletedAt: null });
  const remove = (reference: Reference, now: Instant) => change(reference, { deletedAt: now });
  const shared = { access: 'admins', answer: thingNameSchema } as const;
  const naming = {
    ...shared,
    method: 'PUT',
    body,
    shownBy: kind === 'resource' ? RESOURCE_SHOWN : GROUP_SHOWN,
    summary: `Names a ${kind}; fields left out stay`,
  } as const;
  const removing = {
    ...shared,
    method: 'DELETE',
    summary: `Marks a ${kind} as deleted; its costs stay`,
  } as const;
  const one = `${path}/{type}/{id}`;
  return [
    route({
      ...naming,
      path: one,
      slashes: true,
      query: noQuery,
      handle: (r) => put(referenceOf(r.path), r.body),
    }),
    route({ ...naming, path, query: thingQuery, handle: (r) => put(referenceOf(r.query), r.body) }),
    route({
      ...removing,
      path: one,
      slashes: true,
      query: noQuery,
      handle: (r) => remove(referenceOf(r.path), r.now),
    }),
    route({ ...removing, path, query: thingQuery, handle: (r) => remove(referenceOf(r.query), r.now) }),
  ];
}

function personRoutes(ports: ApiPorts): Route[] {
  const { names } = ports;
  const put = async (id: string, change: NameChange) => ({
    // Naming them again restores them.
    body: presentPersonName(id, await names.change(personOf(id), { ...change, deletedAt: null })),
  });
  const erase = async (id: string, now: Instant) => {
    const person = personOf(id);
    // The id stays with its costs: the mark beside it says nothing about a person that the costs do not.
    if (await hasEntries(person.id, now, ports)) {
      const erased = await names.change(person, { name: null, email: null, deletedAt: now });
      return { body: presentPersonName(id, erased) };
    }
    await names.erase(person);
    return { body: presentPersonName(id, {}) };
  };
  const pseudonymise = async (id: string, caller: Caller) => {
    const person = personOf(id);
    await names.erase(person);
    await names.forgetCreator(person.id);
    const jobId = await startErasure(person.id, caller.id, ports);
    // Where the job tells how far it is; the body is that of a person without a name.
    return { body: presentPersonName(id, {}), headers: { location: `/cost-tracking/jobs/${jobId}` } };
  };
  const shared = { access: 'admins', answer: userNameSchema } as const;
  const naming = {
    ...shared,
    method: 'PUT',
    body: userNameBody,
    shownBy: USER_SHOWN,
    summary: 'Keeps the name and mail address of a user; fields left out stay',
  } as const;
  const erasing = {
    ...shared,
    method: 'DELETE',
    summary:
      'Erases name and mail address of a user for good; costs stay, marked as those of a deleted user. pseudonymise=true starts the job that puts a pseudonym in the place of the id, too',
  } as const;
  return [
    route({
      ...naming,
      path: '/users/{id}',
      slashes: true,
      query: noQuery,
      handle: (r) => put(r.path.id, r.body),
    }),
    route({ ...naming, path: '/users', query: personQuery, handle: (r) => put(r.query.id, r.body) }),
    route({
      ...erasing,
      path: '/users/{id}',
      slashes: true,
      query: erasePersonQuery,
      handle: ({ path, query, caller, now }) =>
        query.pseudonymise === 'true' ? pseudonymise(path.id, caller) : erase(path.id, now),
    }),
    route({
      ...erasing,
      path: '/users',
      query: eraseNamedQuery,
      handle: ({ query, caller, now }) =>
        query.pseudonymise === 'true' ? pseudonymise(query.id, caller) : erase(query.id, now),
    }),
  ];
}

/** Throws InvalidInputError for the names of work without a user. */
function personOf(id: string): { readonly kind: 'user'; readonly id: string } {
  if (!isSystemUser(id)) return { kind: 'user', id };
  throw new InvalidInputError('this is work without a user', [
    { field: 'id', message: `"${id}" is no person: name a user` },
  ]);
}

/** Whether any entry names the user, so that the id stays when the name goes. */
async function hasEntries(id: string, now: Instant, { history }: ApiPorts): Promise<boolean> {
  const hours = history.hours({ kind: 'user', id }, 0, now + DAY_MS)[Symbol.asyncIterator]();
  return (await hours.next()).done !== true;
}

function presentPersonName(userId: string, record: NameRecord) {
  return { userId, ...presentPerson(record), email: record.email ?? null };
}
