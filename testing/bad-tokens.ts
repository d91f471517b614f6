import { Buffer } from 'node:buffer';
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { KeyFile } from '../local/tokens.ts';

type Claims = Readonly<Record<string, unknown>>;

const HOUR_SECONDS = 3600;

/** The claims of an administrator's token, good for an hour. */
function adminClaims({ issuer, audience }: KeyFile, now: number) {
  return {
    sub: 'admin',
    'cognito:groups': ['cost-admins'],
    token_use: 'id',
    iss: issuer,
    aud: audience[0],
    iat: now,
    exp: now + HOUR_SECONDS,
  };
}

/** The header of a well signed token with other claims than an administrator's. `now` is in seconds since 1970. */
export function ownToken(file: KeyFile, now: number, changed: Claims): string {
  const key = createPrivateKey({ key: file.privateKey, format: 'jwk' });
  return `Bearer ${signed({ alg: 'RS256', kid: 'local' }, { ...adminClaims(file, now), ...changed }, key)}`;
}

/**
 * Authorization headers that no gateway may take, by what is wrong with them: each would be an administrator's if
 * it were taken. `now` is in seconds since 1970.
 */
export function badTokens(
  file: KeyFile,
  now: number,
): readonly (readonly [what: string, authorization: string | undefined])[] {
  const key = createPrivateKey({ key: file.privateKey, format: 'jwk' });
  const publicKey = createPublicKey(key);
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const claims = adminClaims(file, now);
  const good = signed({ alg: 'RS256', kid: 'local' }, claims, key);
  const [head = '', , signature = ''] = good.split('.');
  const own = (changed: Claims) => signed({ alg: 'RS256', kid: 'local' }, { ...claims, ...changed }, key);
  const { aud: _aud, ...withoutAudience } = claims;
  const forged = (header: object) => signed({ alg: 'RS256', ...header }, claims, stranger.privateKey);
  const tokens: readonly (readonly [string, string])[] = [
    ['expired', own({ exp: now - HOUR_SECONDS, iat: now - 2 * HOUR_SECONDS })],
    ['not valid yet', own({ nbf: now + HOUR_SECONDS })],
    ['of another issuer', own({ iss: 'https://issuer.example/pool' })],
    ['for another audience', own({ aud: 'another-client' })],
    [
      'for another client, without an audience',
      signed({ alg: 'RS256' }, { ...withoutAudience, client_id: 'x' }, key),
    ],
    ['without an audience', signed({ alg: 'RS256' }, withoutAudience, key)],
    ['signed by nobody', `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
    ['signed with the public key as a secret', secretly(claims, publicKey)],
    ['signed by another key', forged({ kid: 'local' })],
    ['with its own key in its head', forged({ jwk: stranger.publicKey.export({ format: 'jwk' }) })],
    ['with the address of its own keys', forged({ jku: 'https://evil.example/keys.json', kid: 'evil' })],
    ['without its signature', good.replace(/\.[^.]*$/, '.')],
    ['changed after it was signed', `${head}.${encoded({ ...claims, sub: 'another' })}.${signature}`],
    ['that is no token', 'x.y.z'],
  ];
  return [
    ['no header', undefined],
    ['an empty header', ''],
    ['a name and a password', `Basic ${Buffer.from('admin:admin').toString('base64')}`],
    ...tokens.map(([what, token]) => [`a token ${what}`, `Bearer ${token}`] as const),
  ];
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signed(header: object, claims: Claims, key: KeyObject): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** As a verifier would check that takes the algorithm from the token and the key for whatever it is. */
function secretly(claims: Claims, publicKey: KeyObject): string {
  const text = `${encoded({ alg: 'HS256', kid: 'local' })}.${encoded(claims)}`;
  const secret = publicKey.export({ type: 'spki', format: 'pem' });
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
