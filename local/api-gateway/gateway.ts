import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CryptoKey } from 'jose';
import { bearer, everyone, readTokenRules, signatureOf } from './authorizers.ts';
import type { Authorize, TokenRules } from './authorizers.ts';
import { findFunction } from '../lambda/find-function.ts';
import type { LambdaFunction } from '../lambda/functions.ts';
import type { Account } from '../iam/account.ts';
import { BY_TLS } from '../iam/calls/place.ts';
import type { Need } from '../iam/evaluate.ts';
import { corsHeaders, isPreflight, withoutCors } from './cors.ts';
import { startLimit, type Slowness } from '../limits.ts';
import { isTooLarge, TOO_LARGE_RESULT } from '../lambda/lambda-rules.ts';
import { answerOf, decodedPath, gatewayAnswer, httpEvent, isTooLongHead } from './http-event.ts';
import type { HttpAnswer, HttpRequest } from './http-event.ts';
import type { Resolver } from '../resolve.ts';
import { matchRoute, readRouteKey } from './routes.ts';
import type { Route } from './routes.ts';
import { list, number, record, text } from '../template.ts';
import type { Resource } from '../template.ts';
import { readThrottle, type Throttle } from './throttle.ts';

interface ApiRoute extends Route {
  readonly authorize: Authorize;
  readonly target: LambdaFunction;
  readonly timeoutMs: number;
  /** What API Gateway itself needs so that it may call the function for this route. */
  readonly need: Need;
}

/** An HTTP API of the templates. */
export interface HttpApi {
  /** Whether a path is the API's: it starts like a declared route. Other paths are the dashboard's. */
  readonly owns: (path: string) => boolean;
  readonly answer: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly tokenRules: TokenRules | undefined;
}

const MAX_BODY = 10 * 1024 * 1024;
/** Lambda's own limit for an event, which a base64 body reaches first. */
const MAX_EVENT = 6 * 1024 * 1024;
const TOO_LONG_HEAD = gatewayAnswer(431, 'Request Header Fields Too Large');
const TOO_LARGE = gatewayAnswer(413, 'Request Entity Too Large');
const TOO_MANY = gatewayAnswer(429, 'Too Many Requests');

/** What requests need besides the routes. */
interface Surroundings {
  readonly report: (error: unknown) => void;
  /** How much longer than API Gateway's the time-outs of integrations are. */
  readonly slowness: Slowness;
  /** Who may call routes of type IAM, and for which routes API Gateway may call functions. */
  readonly account: Account;
}

const GATEWAY = { kind: 'service', service: 'apigateway.amazonaws.com' } as const;

/** Reads the HTTP API of the templates. @throws when there is more than one, or a stage with a name */
export function readHttpApi(
  resolver: Resolver,
  functions: ReadonlyMap<string, LambdaFunction>,
  key: CryptoKey,
  around: Surroundings,
): HttpApi {
  const apis = resolver.ofType('AWS::ApiGatewayV2::Api');
  if (apis.length > 1)
    throw new Error('more than one AWS::ApiGatewayV2::Api is not supported by the local system');
  const stages = resolver.ofType('AWS::ApiGatewayV2::Stage');
  for (const stage of stages) {
    const name = resolver.properties(stage)['StageName'];
    if (name !== '$default')
      throw new Error(`AWS::ApiGatewayV2::Stage ${String(name)}: only $default is supported`);
  }
  const throttle = readThrottle(stages[0] ? resolver.properties(stages[0]) : {}, () => performance.now());
  const rules = new Map(
    resolver
      .ofType('AWS::ApiGatewayV2::Authorizer')
      .map((item) => [resolver.identity(item).ref, readTokenRules(resolver.properties(item))] as const),
  );
  const routes = resolver
    .ofType('AWS::ApiGatewayV2::Route')
    .map((item) =>
      readRoute(resolver.properties(item), { resolver, functions, key, rules, ...around, api: apis[0] }),
    );
  const cors = apis[0] ? record(resolver.properties(apis[0])['CorsConfiguration']) : {};
  const hasCors = Object.keys(cors).length > 0;
  const prefixes = new Set(
    routes.filter(({ segments }) => segments.length > 0).map(({ segments }) => segments[0]),
  );
  return {
    owns: (path) => prefixes.has(path.split('/')[1]),
    tokenRules: [...rules.values()][0],
    async answer(request) {
      if (isTooLongHead(request)) return TOO_LONG_HEAD;
      const shared = corsHeaders(cors, request);
      const { status, headers, body } =
        hasCors && isPreflight(request) && !takesOptions(routes, request)
          ? { status: 204, headers: {}, body: Buffer.alloc(0) }
          : await answerRequest(routes, request, { ...around, throttle });
      // With CORS of its own, API Gateway takes no CORS headers from integrations.
      return { status, headers: { ...(hasCors ? withoutCors(headers) : headers), ...shared }, body };
    },
  };
}

interface Known extends Surroundings {
  readonly api: Resource | undefined;
  readonly resolver: Resolver;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly key: CryptoKey;
  readonly rules: ReadonlyMap<string, TokenRules>;
}

function readRoute(properties: Record<string, unknown>, known: Known): ApiRoute {
  const { resolver, functions } = known;
  const route = readRouteKey(String(properties['RouteKey']));
  const id = text(properties['Target'])?.replace('integrations/', '');
  const found = resolver
    .ofType('AWS::ApiGatewayV2::Integration')
    .find((item) => resolver.identity(item).ref === id);
  const integration = found ? resolver.properties(found) : {};
  const { IntegrationType, PayloadFormatVersion, IntegrationUri } = integration;
  // Some templates write the address of the invocation around that of the function.
  const uri = String(IntegrationUri).replace(/^arn:.*:path\/[^/]+\/functions\/(.*)\/invocations$/, '$1');
  const called = findFunction(uri, functions, resolver);
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0' || !called) {
    throw new Error(
      `route ${route.key}: only AWS_PROXY integrations of payload 2.0 with a function of these templates are supported`,
    );
  }
  const timeoutMs = number(integration['TimeoutInMillis'], 30_000);
  const origin = {
    'aws:sourcearn': `${stageArn(known)}/${addressOf(route)}`,
    'aws:sourceaccount': known.account.id,
  };
  const need = { action: 'lambda:InvokeFunction', resource: called.arn, context: { ...BY_TLS, ...origin } };
  return { ...route, target: called.target, timeoutMs, need, authorize: authorizerOf(properties, known) };
}

/** ARN of the stage `$default` of the API, the only one that is supported. */
function stageArn({ resolver, api, account }: Known): string {
  const region = api ? resolver.stackOf(api).region : '';
  const id = api ? resolver.identity(api).ref : '';
  return `arn:aws:execute-api:${region}:${account.id}:${id}/$default`;
}

/** A route in the ARN by which API Gateway calls its function; `ANY` is a star there, `$default` has no path. */
function addressOf({ key, method }: Route): string {
  if (key === '$default') return key;
  return `${method === 'ANY' ? '*' : method}${key.slice(key.indexOf('/'))}`;
}

function authorizerOf(properties: Record<string, unknown>, known: Known): Authorize {
  const { key, rules } = known;
  const type = text(properties['AuthorizationType']) ?? 'NONE';
  if (type === 'NONE') return everyone;
  if (type === 'AWS_IAM') return signatureOf(known.account, stageArn(known));
  const own = rules.get(String(properties['AuthorizerId']));
  if (type !== 'JWT' || !own)
    throw new Error(`AuthorizationType ${type} is not supported by the local system`);
  return bearer(own, key, list(properties['AuthorizationScopes']).map(String));
}

async function answerRequest(
  routes: readonly ApiRoute[],
  request: HttpRequest,
  { report, slowness, account, throttle }: Surroundings & { readonly throttle: Throttle },
): Promise<HttpAnswer> {
  const match = matchRoute(routes, request.method, decodedPath(request.url));
  if (!match) return gatewayAnswer(404, 'Not Found');
  const { route, parameters } = match;
  if (!throttle(route.key)) return TOO_MANY;
  const query = new URLSearchParams(request.url.split(/\?(.*)/s, 2)[1] ?? '');
  const { method, headers } = request;
  const call = { method, path: decodedPath(request.url), authorization: headers.authorization, query };
  const verdict = await route.authorize(call);
  if (!verdict.pass) return gatewayAnswer(verdict.status, verdict.message);
  if (request.body.length > MAX_BODY) return TOO_LARGE;
  const event = httpEvent(request, route.key, parameters, verdict.authorizer, new Date());
  if (request.body.length > MAX_EVENT / 2 && Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT)
    return TOO_LARGE;
  const refusal = account.refusal(GATEWAY, [route.need]);
  if (refusal !== undefined) {
    report(new Error(`${route.key}: ${refusal}`));
    return gatewayAnswer(500, 'Internal Server Error');
  }
  const late = Symbol('late');
  const { promise: timeout, resolve: expire } = Promise.withResolvers<typeof late>();
  const cancel = startLimit(route.timeoutMs, slowness, () => expire(late));
  const result = await Promise.race([route.target.invoke(event), timeout]);
  cancel();
  if (result === late) return gatewayAnswer(503, 'Service Unavailable');
  if (result.ok && !isTooLarge(result.payload)) return answerOf(result.payload);
  const { errorType, errorMessage } = result.ok ? TOO_LARGE_RESULT : result;
  report(new Error(`${route.key}: ${errorType}: ${errorMessage}`));
  return gatewayAnswer(500, 'Internal Server Error');
}

/**
 * Whether a route matches OPTIONS of this path, as `ANY` and `$default` do: API Gateway then sends a preflight
 * there and does not answer it by the API's own CORS configuration.
 */
function takesOptions(routes: readonly ApiRoute[], { method, url }: HttpRequest): boolean {
  return matchRoute(routes, method, decodedPath(url)) !== undefined;
}

/** Reads a request with its body; what is beyond the limit is read and dropped, so that the answer arrives. */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY + chunk.length) chunks.push(chunk);
  }
  return {
    method: message.method ?? 'GET',
    url: message.url ?? '/',
    headers: message.headers,
    body: Buffer.concat(chunks),
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** Sends an answer. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}
