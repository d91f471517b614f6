import type { DashboardConfig } from '../../../contracts/dashboard-config.ts';
import { expiryOf, type Person, readPerson } from './claims.ts';
import { OpenIdSignIn, type Tokens } from './open-id.ts';

/** A signed-in page. */
export interface Session {
  readonly apiUrl: string;
  readonly person: Person;
  /** Signed in by the local system itself. */
  readonly isLocal: boolean;
  /** A token that is valid now; renewed before it ends. */
  token(): Promise<string>;
  /** After an answer of 401. */
  renew(): Promise<void>;
}

declare global {
  var costkeeperConfig: Promise<Response> | undefined;
}

/** Renewed this long before its end, ms. */
const EARLY = 60_000;

async function readConfig(): Promise<DashboardConfig> {
  // The first one is on its way since before this script was there; see public/start.js.
  const early = globalThis.costkeeperConfig;
  globalThis.costkeeperConfig = undefined;
  const response = await (early ?? fetch('/config.json', { cache: 'no-store' }));
  if (!response.ok) throw new Error(`config.json beside the page cannot be read (${response.status}).`);
  const config = (await response.json()) as DashboardConfig;
  if (typeof config.apiUrl !== 'string') throw new Error('config.json names no apiUrl.');
  return { ...config, apiUrl: config.apiUrl.replace(/\/+$/, '') };
}

/** Signs in, by redirect where needed. @throws Error with a sentence for the person */
export async function openSession(): Promise<Session> {
  const config = await readConfig();
  const { apiUrl, token, signIn } = config;
  if (token !== undefined) return localSession(apiUrl, token);
  if (signIn === undefined) throw new Error('config.json says neither how to sign in nor who is.');
  const issuer = new OpenIdSignIn(signIn);
  let tokens: Tokens = (await issuer.finish(Date.now())) ?? (await issuer.begin());
  let renewing: Promise<void> | undefined;
  const renew = async () => {
    if (tokens.refresh === undefined) await issuer.begin();
    else tokens = await issuer.renew(tokens.refresh, Date.now()).catch(() => issuer.begin());
  };
  const renewOnce = () => (renewing ??= renew().finally(() => (renewing = undefined)));
  return {
    apiUrl,
    isLocal: false,
    person: readPerson(tokens.token, signIn),
    renew: renewOnce,
    token: async () => {
      if (Date.now() > tokens.expiresAt - EARLY) await renewOnce();
      return tokens.token;
    },
  };
}

/** The local system's token lives shortly, and a new start has new keys: its config.json brings the next one. */
function localSession(apiUrl: string, token: string): Session {
  let current = token;
  let renewing: Promise<void> | undefined;
  const renew = async () => {
    current = (await readConfig()).token ?? current;
  };
  const renewOnce = () => (renewing ??= renew().finally(() => (renewing = undefined)));
  return {
    apiUrl,
    isLocal: true,
    person: readPerson(token),
    token: async () => {
      if (Date.now() > expiryOf(current) - EARLY) await renewOnce();
      return current;
    },
    renew: renewOnce,
  };
}
