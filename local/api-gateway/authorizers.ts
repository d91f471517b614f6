import { jwtVerify } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { claimsAsText } from './http-event.ts';
import type { Authorizer } from './http-event.ts';
import type { Account } from '../iam/account.ts';
import { accessKeyOf, BY_TLS } from '../iam/calls/place.ts';
import { principalText } from '../iam/evaluate.ts';
import { texts } from '../iam/policy.ts';
import { list, record, text } from '../template.ts';

/** Whether a caller may pass: what the event says of it, or the gateway's refusal. */
type Verdict =
  | { readonly pass: true; readonly authorizer?: Authorizer }
  | { readonly pass: false; readonly status: 401 | 403; readonly message: string };

/** What an authorizer looks at; `authorization` is the header of that name. */
interface AuthorizedCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly query: URLSearchParams;
}

/** Says whether a call may pass. */
export type Authorize = (call: AuthorizedCall) => Promise<Verdict>;

const UNAUTHORIZED: Verdict = { pass: false, status: 401, message: 'Unauthorized' };

/** Routes of type NONE. */
export const everyone: Authorize = async () => ({ pass: true });

const FORBIDDEN: Verdict = { pass: false, status: 403, message: 'Forbidden' };

/**
 * Routes of type AWS_IAM, below the stage's ARN: the owner of the signature's access key must be allowed
 * `execute-api:Invoke`. The signature itself is not checked here.
 */
export function signatureOf(account: Account, stageArn: string): Authorize {
  return async ({ method, path, authorization, query }) => {
    const signed = query.has('X-Amz-Credential') || authorization?.startsWith('AWS4-HMAC-SHA256 ');
    const accessKey = signed ? accessKeyOf(authorization, `?${query.toString()}`) : undefined;
    if (accessKey === undefined) return FORBIDDEN;
    const caller = account.owner(accessKey);
    const need = { action: 'execute-api:Invoke', resource: `${stageArn}/${method}${path}`, context: BY_TLS };
    if (!account.decide(caller, need).allowed) return FORBIDDEN;
    return {
      pass: true,
      authorizer: { iam: iamContext(account.id, accessKey, principalText(caller), caller.kind === 'role') },
    };
  };
}

/** What functions are told of a signed caller; a caller that is no role of the templates is shown as a local one. */
function iamContext(accountId: string, accessKey: string, arn: string, isRole: boolean): Authorizer {
  return {
    accessKey,
    accountId,
    callerId: `AROALOCAL:${accessKey}`,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: isRole ? arn : `arn:aws:sts::${accountId}:assumed-role/local/${accessKey}`,
    userId: `AROALOCAL:${accessKey}`,
  };
}

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
 * Routes of type JWT: signature, `exp`, `nbf`, `iat`, `iss`, and `aud` (or, where there is none, `client_id`); with
 * scopes, one of them must be in the token's `scp` or `scope`, and the function is told all of the token's.
 */
export function bearer(rules: TokenRules, key: CryptoKey, scopes: readonly string[]): Authorize {
  const known = new Map<string, { readonly until: number; readonly verdict: Verdict }>();
  return async ({ authorization }) => {
    const token = /^(?:Bearer )?(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return UNAUTHORIZED;
    const remembered = known.get(token);
    if (remembered && remembered.until > Date.now()) return remembered.verdict;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: rules.issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      const isEarly = (payload.iat ?? 0) * 1000 > Date.now() + CLOCKS_MS;
      const verdict = isEarly ? UNAUTHORIZED : verdictOf(payload, rules, scopes);
      if (known.size >= MOST_TOKENS) known.clear();
      known.set(token, { until: (payload.exp ?? 0) * 1000, verdict });
      return verdict;
    } catch {
      // Whatever is wrong with the token, the gateway tells the caller no more than this.
      return UNAUTHORIZED;
    }
  };
}

/** `iat` must lie in the past; the second that it counts in may have begun with this token. */
const CLOCKS_MS = 1000;

/** Tokens whose signature was checked, remembered until they expire: checking one costs more than the rest of the gateway. */
const MOST_TOKENS = 1000;

function verdictOf(payload: JWTPayload, rules: TokenRules, scopes: readonly string[]): Verdict {
  const audience = payload.aud ?? (payload['client_id'] as string | undefined) ?? [];
  const wanted = Array.isArray(audience) ? audience : [audience];
  if (!wanted.some((name) => rules.audience.includes(name))) return UNAUTHORIZED;
  const granted = texts(payload['scp'] ?? payload['scope']).flatMap((value) => value.split(' '));
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
    return FORBIDDEN;
  }
  return {
    pass: true,
    authorizer: { jwt: { claims: claimsAsText(payload), scopes: scopes.length > 0 ? granted : null } },
  };
}
