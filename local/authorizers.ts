import { jwtVerify } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { claimsAsText } from './http-event.ts';
import type { Authorizer } from './http-event.ts';
import { list, record, text } from './template.ts';

/** Whether a caller may pass: what the event says of it, or the gateway's refusal. */
type Verdict =
  | { readonly pass: true; readonly authorizer?: Authorizer }
  | { readonly pass: false; readonly status: 401 | 403; readonly message: string };

/** Looks at the Authorization header (undefined: none). */
export type Authorize = (authorization: string | undefined, query: URLSearchParams) => Promise<Verdict>;

const UNAUTHORIZED: Verdict = { pass: false, status: 401, message: 'Unauthorized' };

/** Routes of type NONE. */
export const everyone: Authorize = async () => ({ pass: true });

/** Routes of type AWS_IAM: any SigV4 signature passes here, its access key is the caller. */
export const anySignature: Authorize = async (authorization, query) => {
  const credential =
    /^AWS4-HMAC-SHA256 .*Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ??
    query.get('X-Amz-Credential')?.split('/')[0];
  if (credential === undefined) return { pass: false, status: 403, message: 'Forbidden' };
  const iam = {
    accessKey: credential,
    accountId: '000000000000',
    callerId: `AROALOCAL:${credential}`,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:sts::000000000000:assumed-role/local/${credential}`,
    userId: `AROALOCAL:${credential}`,
  };
  return { pass: true, authorizer: { iam } };
};

/** What a JWT authorizer of the templates accepts. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Reads an authorizer's properties. @throws on a type or an identity source that is not supported */
export function readTokenRules(properties: Record<string, unknown>): TokenRules {
  const source = list(properties['IdentitySource']).join();
  if (properties['AuthorizerType'] !== 'JWT' || source !== '$request.header.Authorization') {
    throw new Error(
      `AWS::ApiGatewayV2::Authorizer: only JWT from $request.header.Authorization is supported by the local ` +
        `system, not ${String(properties['AuthorizerType'])} from ${source}`,
    );
  }
  const { Issuer, Audience } = record(properties['JwtConfiguration']);
  return { issuer: text(Issuer) ?? '', audience: list(Audience).map(String) };
}

/**
 * Routes of type JWT: signature, time, `iss`, and `aud` (or, where there is none, `client_id`); with
 * scopes, one of them must be in the token's `scope`.
 */
export function bearer(rules: TokenRules, key: CryptoKey, scopes: readonly string[]): Authorize {
  const known = new Map<string, { readonly until: number; readonly verdict: Verdict }>();
  return async (authorization) => {
    const token = /^(?:Bearer )?(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return UNAUTHORIZED;
    const remembered = known.get(token);
    if (remembered && remembered.until > Date.now()) return remembered.verdict;
    try {
      const { payload } = await jwtVerify(token, key, { issuer: rules.issuer, algorithms: ['RS256'] });
      const verdict = verdictOf(payload, rules, scopes);
      if (known.size >= MOST_TOKENS) known.clear();
      known.set(token, { until: (payload.exp ?? 0) * 1000, verdict });
      return verdict;
    } catch {
      // Whatever is wrong with the token, the gateway tells the caller no more than this.
      return UNAUTHORIZED;
    }
  };
}

/** Tokens whose signature was checked, remembered until they expire: checking one costs more than the rest of the gateway. */
const MOST_TOKENS = 1000;

function verdictOf(payload: JWTPayload, rules: TokenRules, scopes: readonly string[]): Verdict {
  const audience = payload.aud ?? (payload['client_id'] as string | undefined) ?? [];
  const wanted = Array.isArray(audience) ? audience : [audience];
  if (!wanted.some((name) => rules.audience.includes(name))) return UNAUTHORIZED;
  const granted = (text(payload['scope']) ?? '').split(' ');
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
    return { pass: false, status: 403, message: 'Forbidden' };
  }
  return {
    pass: true,
    authorizer: { jwt: { claims: claimsAsText(payload), scopes: scopes.length > 0 ? scopes : null } },
  };
}
