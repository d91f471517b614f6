import * as z from 'zod';

/** An issuer of tokens that is not the stage's own. */
export const jwtSchema = z.strictObject({
  /** Address of the OpenID Connect issuer, as the token's `iss` has it. */
  issuer: z.url({
    protocol: /^https$/,
    error: 'must be an https address such as "https://login.example.com"',
  }),
  /** Accepted values of the token's `aud` or `client_id`. */
  audience: z.array(z.string().min(1)).min(1, 'must name at least one audience'),
  /** The client that the dashboard signs in as, with PKCE and no secret. Default: the first audience. */
  dashboardClientId: z.string().min(1).optional(),
  /**
   * Further origins that the page calls to sign in, where the issuer answers for tokens at another address
   * than its own, as Google does at "https://oauth2.googleapis.com". Default: the issuer's alone.
   */
  origins: z
    .array(
      z
        .url({ protocol: /^https$/, error: 'must be an https origin such as "https://oauth2.example.com"' })
        .refine((text) => new URL(text).origin === text, 'must be an origin alone, without a path'),
    )
    .optional(),
});
