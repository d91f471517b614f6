import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { fitsKey, keyState, parseKeyText, type ServiceKeyStore } from '../../core/access/service-key.ts';
import { Cache } from '../../core/cache.ts';
import { UnauthenticatedError } from '../../core/errors.ts';
import { type Clock, isoTime } from '../../core/time/ledger-time.ts';
import type { Caller } from './caller.ts';
import { ROLE_OF } from './key-scopes.ts';
import { KEY_PATH } from './paths.ts';

/** A key that was taken away is taken for this long where it was seen last. */
const BELIEVED_MS = 60_000;
const MOST_KEYS = 1000;

/** The header that tells the holder of a key in its last thirty days when it ends. */
const EXPIRY_HEADER = 'costkeeper-key-expires';

/** True for a request below the path of keys, to which the gateway lets everybody. */
export function isKeyRequest({ rawPath }: APIGatewayProxyEventV2): boolean {
  return rawPath.startsWith(`${KEY_PATH}/`);
}

/** Finds out which machine a request comes from. */
export function keyCallers(keys: Pick<ServiceKeyStore, 'read'>, clock: Clock) {
  const known = new Cache<Awaited<ReturnType<ServiceKeyStore['read']>> & object>(MOST_KEYS);
  /** Throws UnauthenticatedError for what is no key, an unknown one and one that has ended. */
  return async ({ headers }: APIGatewayProxyEventV2): Promise<Caller> => {
    const text = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
    const parts = parseKeyText(text);
    if (!parts) throw new UnauthenticatedError('send "Authorization: Bearer ck_…" with a key of this stage');
    const now = clock.now();
    let key = known.find(parts.id, { now });
    // A secret that is not known here may be the new one of a rotation.
    if (!key || !fitsKey(key, parts.secret, now)) {
      key = await keys.read(parts.id);
      if (key) known.keep(parts.id, key, { until: now + BELIEVED_MS });
    }
    if (!key || !fitsKey(key, parts.secret, now)) throw unusable('is not known');
    const [state, end] = [keyState(key, now), isoTime(key.expiresAt)];
    if (state === 'expired') throw unusable(`ended at ${end}`);
    const expires = state === 'expiring' ? end : undefined;
    return {
      id: `key:${key.id}`,
      userId: undefined,
      roles: new Set(key.scopes.map((scope) => ROLE_OF[scope])),
      key: { scopes: new Set(key.scopes), expires },
    };
  };
}

function unusable(why: string): UnauthenticatedError {
  return new UnauthenticatedError(
    `the key ${why}: an admin makes another with POST /keys, or rotates it with POST /keys/{id}/rotate`,
  );
}

/** The answer with the word that its caller's key ends soon. */
export function withKeyExpiry(
  answer: APIGatewayProxyStructuredResultV2,
  { key }: Caller,
): APIGatewayProxyStructuredResultV2 {
  if (key?.expires === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, [EXPIRY_HEADER]: key.expires } };
}
