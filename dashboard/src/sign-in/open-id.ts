import type { SignInConfig } from '../../../contracts/dashboard-config.ts';
import { makeChallenge } from './pkce.ts';

/** Tokens of one sign-in. They stay in memory: a reload asks the issuer again, whose own session answers at once. */
export interface Tokens {
  readonly token: string;
  readonly expiresAt: number;
  readonly refreshToken: string | undefined;
}

interface Discovery {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

const PENDING = 'costkeeper.sign-in';

async function discover(issuer: string): Promise<Discovery> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`The issuer ${issuer} does not describe itself (${response.status}).`);
  return (await response.json()) as Discovery;
}

function redirectUri(): string {
  return `${location.origin}/`;
}

/** Leaves the page for the issuer's; it comes back with a code. */
export async function beginSignIn(config: SignInConfig): Promise<never> {
  const { authorization_endpoint } = await discover(config.issuer);
  const { verifier, challenge, state } = await makeChallenge();
  const returnTo = location.pathname + location.search;
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, returnTo }));
  const url = new URL(authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: redirectUri(),
    scope: config.scope ?? 'openid',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...(config.audience === undefined ? {} : { audience: config.audience }),
  }).toString();
  location.assign(url);
  return await new Promise<never>(() => {});
}

/** Ends a sign-in that came back with a code; undefined when the address carries none. */
export async function finishSignIn(config: SignInConfig, now: number): Promise<Tokens | undefined> {
  const search = new URLSearchParams(location.search);
  const code = search.get('code');
  const state = search.get('state');
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as {
    verifier: string;
    state: string;
    returnTo: string;
  } | null;
  if (search.has('error') && state !== null) {
    throw new Error(`Sign-in failed: ${search.get('error_description') ?? search.get('error')}`);
  }
  if (code === null || state === null || pending === null) return undefined;
  sessionStorage.removeItem(PENDING);
  if (pending.state !== state)
    throw new Error('The sign-in that came back is not the one that was begun here.');
  const tokens = await requestTokens(
    config,
    { grant_type: 'authorization_code', code, code_verifier: pending.verifier, redirect_uri: redirectUri() },
    now,
  );
  history.replaceState(null, '', pending.returnTo);
  return tokens;
}

/** New tokens for a refresh token. */
export async function refreshTokens(
  config: SignInConfig,
  refreshToken: string,
  now: number,
): Promise<Tokens> {
  const tokens = await requestTokens(
    config,
    { grant_type: 'refresh_token', refresh_token: refreshToken },
    now,
  );
  return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
}

async function requestTokens(
  config: SignInConfig,
  body: Record<string, string>,
  now: number,
): Promise<Tokens> {
  const { token_endpoint } = await discover(config.issuer);
  const response = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({ ...body, client_id: config.clientId }),
  });
  if (!response.ok) throw new Error(`The issuer refused the sign-in (${response.status}).`);
  const answer = (await response.json()) as {
    access_token: string;
    id_token?: string;
    refresh_token?: string;
    expires_in?: number;
  };
  return {
    token: config.tokenUse === 'id' ? (answer.id_token ?? '') : answer.access_token,
    expiresAt: now + (answer.expires_in ?? 3600) * 1000,
    refreshToken: answer.refresh_token,
  };
}
