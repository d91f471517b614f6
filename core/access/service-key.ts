import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyState } from '../../contracts/api/keys.ts';
import { KEY_DAYS } from '../../contracts/key-lifetimes.ts';
import type { KeyScope } from '../../contracts/key-scopes.ts';
import { DAY_MS, type Instant } from '../time/ledger-time.ts';

/** A key by which a machine comes in; its secret is known to who holds it alone. */
export interface ServiceKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly expiresAt: Instant;
  /** SHA-256 of the secret, base64url. A secret is 256 bits by chance, so nobody can try them out. */
  readonly hash: string;
  /** The secret of before the last rotation, for as long as it still counts. */
  readonly previous?: { readonly hash: string; readonly until: Instant } | undefined;
}

/** Keeps keys. Methods reject on outages. */
export interface ServiceKeyStore {
  list(): Promise<ServiceKey[]>;
  read(id: string): Promise<ServiceKey | undefined>;
  add(key: ServiceKey): Promise<void>;
  /** False where the key is no longer the one that was seen. */
  replace(key: ServiceKey, seen: ServiceKey): Promise<boolean>;
  /** False where there is none. */
  delete(id: string): Promise<boolean>;
}

const FORM = /^ck_([0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{43})$/;

/** The text that its holder sends: `ck_`, the key's id and its secret. */
export function keyText(id: string, secret: string): string {
  return `ck_${id}_${secret}`;
}

/** The parts of such a text; undefined for any other text. */
export function parseKeyText(text: string): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a secret is a key's own now, ended or not. It takes the same time whatever part of the secret is wrong. */
export function fitsKey(key: ServiceKey, secret: string, now: Instant): boolean {
  const hash = secretHash(secret);
  const { previous } = key;
  const isOld = previous !== undefined && now < previous.until && isSameHash(previous.hash, hash);
  return isSameHash(key.hash, hash) || isOld;
}

function isSameHash(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** How long a key still has. */
export function keyState({ expiresAt }: ServiceKey, now: Instant): KeyState {
  if (now >= expiresAt) return 'expired';
  return now >= expiresAt - KEY_DAYS.expiring * DAY_MS ? 'expiring' : 'active';
}

/** The key with another secret; the one of before counts until `graceEnds`. */
export function rotatedKey(
  key: ServiceKey,
  { hash, expiresAt, graceEnds }: { hash: string; expiresAt: Instant; graceEnds: Instant },
): ServiceKey {
  return { ...key, hash, expiresAt, previous: { hash: key.hash, until: Math.min(graceEnds, key.expiresAt) } };
}
