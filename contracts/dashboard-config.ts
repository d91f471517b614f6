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
}

/** `config.json` beside the page: where the API is and how to be let in. It holds no secret in a deployment. */
export interface DashboardConfig {
  /** Base of the API, absolute or from the page's own origin; ends in `/cost-tracking`. */
  readonly apiUrl: string;
  /** Signs the page in at once; only the local system hands one out. */
  readonly token?: string;
  readonly signIn?: SignInConfig;
}
