import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { TokenRules } from './api-gateway/authorizers.ts';
import { readKeptJson } from './kept-state.ts';

/** The key that the runner mints tokens with, stored beside the endpoints file. */
export interface KeyFile extends TokenRules {
  readonly privateKey: JWK;
  /** The mark of the process that signs with it, in the file beside the endpoints. */
  readonly runner?: string;
}

/** Who a token is for. */
export interface TokenSubject {
  readonly sub: string;
  readonly groups?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** How long the token is good, seconds; 30 days by default. */
  readonly lifetimeSeconds?: number;
}

const ALGORITHM = 'RS256';
const LIFETIME_SECONDS = 30 * 24 * 3600;

/** The file with the key, for the endpoints file at `endpoints`. */
export function keyFileOf(endpoints: string): string {
  return `${endpoints.replace(/\.json$/, '')}.key.json`;
}

/** The key pair of earlier runs with these data, or a new one. `file` undefined: nothing is kept. */
export async function readOrMakeKey(
  file: string | undefined,
): Promise<{ privateKey: JWK; publicKey: CryptoKey }> {
  if (file !== undefined && existsSync(file)) {
    const privateKey = readKeptJson(file) as JWK;
    return { privateKey, publicKey: await publicHalf(privateKey) };
  }
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const privateKey = await exportJWK(pair.privateKey);
  if (file !== undefined) writePrivate(file, privateKey);
  return { privateKey, publicKey: pair.publicKey };
}

async function publicHalf({ kty, n, e }: JWK): Promise<CryptoKey> {
  return (await importJWK({ kty, n, e }, ALGORITHM)) as CryptoKey;
}

/** Writes JSON that only this user may read. */
export function writePrivate(file: string, content: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** A token as the stage's issuer would make it; groups go into `cognito:groups`. */
export async function mintToken(
  { privateKey, issuer, audience }: KeyFile,
  subject: TokenSubject,
): Promise<string> {
  const { sub, groups = [], claims = {}, lifetimeSeconds = LIFETIME_SECONDS } = subject;
  const signer = new SignJWT({
    token_use: 'id',
    'cognito:username': sub,
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    ...claims,
  });
  return await signer
    .setProtectedHeader({ alg: ALGORITHM, kid: 'local' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience([...audience])
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign((await importJWK(privateKey, ALGORITHM)) as CryptoKey);
}
