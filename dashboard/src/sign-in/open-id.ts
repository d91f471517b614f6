import {
  ErrorResponse,
  OidcClient,
  type RefreshState,
  type SigninResponse,
  WebStorageStateStore,
} from 'oidc-client-ts';
import type { SignInConfig } from '../../../contracts/dashboard-config.ts';

/** Tokens of one sign-in. They stay in memory: a reload asks the issuer again, whose own session answers at once. */
export interface Tokens {
  readonly token: string;
  /** ms since 1970. */
  readonly expiresAt: number;
  /** What new tokens are asked for with; none without a refresh token. */
  readonly refresh: RefreshState | undefined;
}

/** Authorization code with PKCE, without a client secret. */
export class OpenIdSignIn {
  readonly #config: SignInConfig;
  /** What a begun sign-in must remember until the issuer sends the page back. */
  readonly #pending = new WebStorageStateStore({ prefix: 'costkeeper.sign-in.', store: sessionStorage });
  readonly #client: OidcClient;

  constructor(config: SignInConfig) {
    this.#config = config;
    this.#client = new OidcClient({
      authority: config.issuer,
      client_id: config.clientId,
      redirect_uri: `${location.origin}/`,
      scope: config.scope ?? 'openid',
      stateStore: this.#pending,
      ...(config.audience === undefined ? {} : { extraQueryParams: { audience: config.audience } }),
    });
  }

  /** Leaves the page for the issuer's; it comes back with a code. */
  async begin(): Promise<never> {
    const { url } = await this.#client.createSigninRequest({ state: location.pathname + location.search });
    location.assign(url);
    return await new Promise<never>(() => {});
  }

  /**
   * Ends a sign-in that was begun here and came back. Undefined when the address carries none of those.
   * @throws Error with the issuer's reason when sign-in failed
   */
  async finish(now: number): Promise<Tokens | undefined> {
    const state = new URLSearchParams(location.search).get('state');
    if (state === null || (await this.#pending.get(state)) === null) return undefined;
    const response = await this.#client.processSigninResponse(location.href).catch((error: unknown) => {
      throw error instanceof ErrorResponse
        ? new Error(`Sign-in failed: ${error.message}`, { cause: error })
        : error;
    });
    history.replaceState(null, '', String(response.userState));
    return this.#tokensOf(response, response.refresh_token, now);
  }

  /** New tokens for a refresh token. */
  async renew(refresh: RefreshState, now: number): Promise<Tokens> {
    const response = await this.#client.useRefreshToken({ state: refresh });
    return this.#tokensOf(response, response.refresh_token ?? refresh.refresh_token, now);
  }

  #tokensOf(response: SigninResponse, refreshToken: string | undefined, now: number): Tokens {
    const { id_token, session_state, profile } = response;
    return {
      token: this.#config.tokenUse === 'id' ? (id_token ?? '') : response.access_token,
      expiresAt: now + (response.expires_in ?? 3600) * 1000,
      refresh:
        refreshToken === undefined
          ? undefined
          : { refresh_token: refreshToken, ...(id_token && { id_token }), session_state, profile },
    };
  }
}
