import {
  createKeyBody,
  keyListSchema,
  revokedKeySchema,
  rotateKeyBody,
  toldKeySchema,
} from '../../contracts/api/keys.ts';
import { noQuery } from '../../contracts/api/status.ts';
import { GRACE_HOURS, KEY_DAYS } from '../../contracts/key-lifetimes.ts';
import { keyState, keyText, rotatedKey, secretHash, type ServiceKey } from '../../core/access/service-key.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { ascending, orderedBy } from '../../core/order.ts';
import { DAY_MS, HOUR_MS, type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';
import { timeOrNull } from './present.ts';
import { type Route, route } from './route.ts';

const byName = orderedBy<ServiceKey>(
  ascending(({ name }) => name),
  ascending(({ id }) => id),
);

/** Keys of machines that have neither a role of AWS nor a person to sign in. */
export function keyRoutes({ keys, newId, newSecret }: ApiPorts): Route[] {
  const found = async (id: string): Promise<ServiceKey> => {
    const key = await keys.read(id);
    if (!key) throw new NotFoundError(`there is no key ${id}: GET /keys lists them`);
    return key;
  };
  return [
    route({
      method: 'GET',
      path: '/keys',
      summary: 'Keys of machines, without their secrets: what each may, and until when',
      access: 'admins',
      query: noQuery,
      answer: keyListSchema,
      handle: async ({ now }) => {
        const list = (await keys.list()).sort(byName);
        return { body: { keys: list.map((key) => presentKey(key, now)) } };
      },
    }),
    route({
      method: 'POST',
      path: '/keys',
      summary: 'Make a key for a machine that may record, ask the gate or read; it is told this once',
      access: 'admins',
      query: noQuery,
      body: createKeyBody,
      answer: toldKeySchema,
      status: 201,
      handle: async ({ body: { name, scopes, expiresInDays = KEY_DAYS.usual }, caller, now }) => {
        const secret = newSecret();
        const key: ServiceKey = {
          id: newId(),
          name,
          scopes: [...new Set(scopes)],
          createdAt: now,
          createdBy: caller.id,
          expiresAt: now + expiresInDays * DAY_MS,
          hash: secretHash(secret),
        };
        await keys.add(key);
        return { body: { ...presentKey(key, now), key: keyText(key.id, secret) } };
      },
    }),
    route({
      method: 'POST',
      path: '/keys/{id}/rotate',
      summary: 'Give a key another secret and a new end; the old one counts for some hours more',
      access: 'admins',
      query: noQuery,
      body: rotateKeyBody,
      answer: toldKeySchema,
      handle: async ({ path: { id }, body, now }) => {
        const { expiresInDays = KEY_DAYS.usual, graceHours = GRACE_HOURS.usual } = body;
        const [seen, secret] = [await found(id), newSecret()];
        const key = rotatedKey(seen, {
          hash: secretHash(secret),
          expiresAt: now + expiresInDays * DAY_MS,
          graceEnds: now + graceHours * HOUR_MS,
        });
        if (!(await keys.replace(key, seen))) {
          throw new ConflictError(`key ${id} was changed by another request: read it again and repeat`);
        }
        return { body: { ...presentKey(key, now), key: keyText(id, secret) } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/keys/{id}',
      summary: 'Take a key away; within a minute nothing takes it any more',
      access: 'admins',
      query: noQuery,
      answer: revokedKeySchema,
      handle: async ({ path: { id } }) => {
        await found(id);
        await keys.delete(id);
        return { body: { id } };
      },
    }),
  ];
}

/** What may be known of a key. */
function presentKey(key: ServiceKey, now: Instant) {
  const { id, name, scopes, createdAt, createdBy, expiresAt, previous } = key;
  return {
    id,
    name,
    scopes: [...scopes],
    createdAt: isoTime(createdAt),
    createdBy,
    expiresAt: isoTime(expiresAt),
    state: keyState(key, now),
    oldSecretUntil: timeOrNull(previous && previous.until > now ? previous.until : undefined),
  };
}
