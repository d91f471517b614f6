/** How people sign in to the dashboard, where the stage does not sign them in itself. */
export interface SignInConfig {
  /** Address of the OpenID Connect issuer; its discovery document names the rest. */
  readonly issuer: string;
  readonly clientId: string;
  /** Separated by spaces. Default: `openid`. */
  readonly scope?: string;
  /** Asked for by issuers that make access tokens for one API, such as Auth0. */
  readonly audience?: string;
  /** Which of the issuer's tokens the API takes. Default: `access`. */
  readonly tokenUse?: 'access' | 'id';
  /** The token's claim that carries groups. Default: `cognito:groups`. */
  readonly groupsClaim?: string;
  /** The prefix of the ledger's groups in it. Default: nothing. */
  readonly groupsPrefix?: string;
}

/** `config.json` beside the page: where the API is and how to be let in. It holds no secret in a deployment. */
export interface DashboardConfig {
  /** Base of the API, absolute or from the page's own origin; ends in `/cost-tracking`. */
  readonly apiUrl: string;
  /** Signs the page in at once; only the local system hands one out. */
  readonly token?: string;
  readonly signIn?: SignInConfig;
}

/**
 * The content security policy of the page: nothing from elsewhere, no inline script or style, in no frame.
 * `connectTo`: origins besides the page's own that it calls, the API's and the issuer's.
 */
export function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectTo].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
