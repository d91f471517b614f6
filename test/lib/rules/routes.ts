import { STACK_OUTPUT } from '../../../contracts/stack-outputs.ts';
import {
  allNamedBy,
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Templates,
} from './templates.ts';

const BASE = '/cost-tracking';
/** What answers without a token: nothing of the ledger is in it. */
const OPEN = ['/health', '/openapi.json', '/docs'].map((path) => `GET ${BASE}${path}`);
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** What a route asks of its caller, by its key. */
const ROUTES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(OPEN.map((key) => [key, 'NONE'])),
  ...Object.fromEntries(METHODS.map((method) => [`${method} ${BASE}/{proxy+}`, 'JWT'])),
  ...Object.fromEntries(METHODS.map((method) => [`${method} ${BASE}/service/{proxy+}`, 'AWS_IAM'])),
  // The function asks for a key: test/lambdas/api/key-routes.test.ts.
  ...Object.fromEntries(METHODS.map((method) => [`${method} ${BASE}/key/{proxy+}`, 'NONE'])),
};

function routeKeyOf(route: Found): string {
  return shown(propertyOf(route, 'RouteKey'));
}

/** Every route is known, each asks its caller for what it has to, and none is missing. */
export const routesAskWhoCalls: Rule = (templates) =>
  resourcesIn(templates, 'AWS::ApiGatewayV2::Api').flatMap((api) => {
    const routes = resourcesIn(templates, 'AWS::ApiGatewayV2::Route').filter((route) =>
      isSame(namedBy(propertyOf(route, 'ApiId'), route.stack, templates), api),
    );
    const stages = resourcesIn(templates, 'AWS::ApiGatewayV2::Stage').filter((stage) =>
      isSame(namedBy(propertyOf(stage, 'ApiId'), stage.stack, templates), api),
    );
    const missing = Object.keys(ROUTES).filter((key) => !routes.some((route) => routeKeyOf(route) === key));
    return [
      ...(stages.length === 1 ? [] : [`${nameOfResource(api)} is served by no stage of its own`]),
      ...missing.map((key) => `${nameOfResource(api)} has no route ${key}`),
      ...routes.flatMap((route) => faultsOfRoute(route, templates)),
    ];
  });

function faultsOfRoute(route: Found, templates: Templates): string[] {
  const wanted = ROUTES[routeKeyOf(route)];
  const asked = shown(propertyOf(route, 'AuthorizationType') ?? 'nothing');
  if (wanted === undefined)
    return [`${nameOfResource(route)} (${routeKeyOf(route)}) is a route that nobody has said who may call`];
  if (asked !== wanted)
    return [`${nameOfResource(route)} (${routeKeyOf(route)}) asks for ${asked}, not ${wanted}`];
  const authorizer = namedBy(propertyOf(route, 'AuthorizerId'), route.stack, templates);
  return wanted === 'JWT' && authorizer?.Type !== 'AWS::ApiGatewayV2::Authorizer'
    ? [`${nameOfResource(route)} (${routeKeyOf(route)}) names no authorizer`]
    : [];
}

/** Tokens are taken of one issuer and for an audience, from the header that callers send. */
export const authorizersAreWhole: Rule = (templates) =>
  resourcesIn(templates, 'AWS::ApiGatewayV2::Authorizer').flatMap((authorizer) => {
    const audience = listOf(propertyOf(authorizer, 'JwtConfiguration', 'Audience'));
    const isWhole =
      propertyOf(authorizer, 'AuthorizerType') === 'JWT' &&
      propertyOf(authorizer, 'JwtConfiguration', 'Issuer') !== undefined &&
      audience.length > 0 &&
      shown(propertyOf(authorizer, 'IdentitySource')) === '["$request.header.Authorization"]';
    if (!isWhole) return [`${nameOfResource(authorizer)} takes tokens of anybody or for anybody`];
    // Each client of the stage's own pool is an audience.
    const clients = resourcesIn(templates, 'AWS::Cognito::UserPoolClient');
    const named = audience.flatMap((value) => allNamedBy(value, authorizer.stack, templates));
    const { Outputs = {} } = authorizer.stack;
    const told = JSON.stringify([Outputs[STACK_OUTPUT.audience]?.Value]);
    return [
      ...clients
        .filter((client) => !named.some((one) => isSame(one, client)))
        .map((client) => `${nameOfResource(authorizer)} does not take tokens of ${client.id}`),
      ...audience
        .filter((one) => !told.includes(JSON.stringify(one)))
        .map((one) => `${nameOfResource(authorizer)} takes tokens for ${shown(one)}, which no output tells`),
      ...(isToldIssuer(authorizer, templates)
        ? []
        : [`${nameOfResource(authorizer)} takes tokens of another issuer than its output tells`]),
    ];
  });

/** The issuer is the one that the output tells, and the stage's own pool where it has one. */
function isToldIssuer(authorizer: Found, templates: Templates): boolean {
  const issuer = propertyOf(authorizer, 'JwtConfiguration', 'Issuer');
  const output = authorizer.stack.Outputs?.[STACK_OUTPUT.issuer];
  if (output && JSON.stringify(output.Value) !== JSON.stringify(issuer)) return false;
  const [pool] = resourcesIn(templates, 'AWS::Cognito::UserPool');
  return !pool || allNamedBy(issuer, authorizer.stack, templates).some((one) => isSame(one, pool));
}

/** Fields of the access log; the path and the caller are in none of them: paths carry ids of people. */
const LOGGED = ['requestId', 'requestTime', 'routeKey', 'status', 'responseLatency', 'error.message'];

/** Every call is logged and throttled, those without a token more than others, and browsers are answered. */
export const apisAreLimited: Rule = (templates) => [
  ...resourcesIn(templates, 'AWS::ApiGatewayV2::Stage').flatMap((stage) => {
    const format = shown(propertyOf(stage, 'AccessLogSettings', 'Format') ?? '');
    const target = namedBy(propertyOf(stage, 'AccessLogSettings', 'DestinationArn'), stage.stack, templates);
    const group = shown((target && propertyOf(target, 'LogGroupName')) ?? '');
    const all = throttleOf(propertyOf(stage, 'DefaultRouteSettings'));
    const faults: string[] = [];
    if (target?.Type !== 'AWS::Logs::LogGroup' || LOGGED.some((name) => !format.includes(`$context.${name}`)))
      faults.push('does not log its calls');
    // One rule of the account's log policy covers that folder; each other group adds one, and the policy is short.
    if (!group.startsWith('/aws/vendedlogs/')) faults.push('logs to a group outside of /aws/vendedlogs/');
    if (/\$context\.(path|identity|authorizer\.claims)/.test(format)) faults.push('logs who calls');
    if (!all) faults.push('takes any number of calls');
    if (propertyOf(stage, 'AutoDeploy') !== true) faults.push('does not deploy its routes');
    const routes = Object.keys(propertyOf(stage, 'RouteSettings') ?? {});
    // A limit of a route that is not there is refused; one of a route with a token could shut it.
    for (const key of routes.filter((one) => ROUTES[one] !== 'NONE'))
      faults.push(`has a limit of its own for ${key}`);
    // Whoever is not asked by the gateway is bounded by it.
    for (const key of Object.keys(ROUTES).filter((one) => ROUTES[one] === 'NONE')) {
      const own = throttleOf(propertyOf(stage, 'RouteSettings', key));
      if (!own || own[1] > 4 * own[0] || (all && own[0] >= all[0]))
        faults.push(`takes any number of calls of ${key}`);
      // What nobody is asked for, a function answers at the account's cost.
      else if (OPEN.includes(key) && own[0] > 50) faults.push(`takes ${own[0]} calls a second of ${key}`);
    }
    return faults.map((fault) => `${nameOfResource(stage)} ${fault}`);
  }),
  ...resourcesIn(templates, 'AWS::ApiGatewayV2::Api').flatMap((api) => {
    const cors = (name: string) => shown(propertyOf(api, 'CorsConfiguration', name) ?? '');
    const faults: string[] = [];
    if (propertyOf(api, 'ProtocolType') !== 'HTTP') faults.push('is no HTTP API');
    if (cors('AllowMethods') !== JSON.stringify(METHODS))
      faults.push('answers preflights of other methods than its routes');
    if (cors('AllowHeaders') !== '["authorization","content-type","if-none-match","x-correlation-id"]')
      faults.push('lets pages send other headers than it reads');
    if (cors('ExposeHeaders') !== '["date","etag","retry-after","x-correlation-id"]')
      faults.push('lets pages read other headers than they need');
    if (cors('AllowOrigins') === '' || cors('AllowOrigins') === '[]') faults.push('answers no page');
    if (cors('AllowOrigins').includes('*') && cors('AllowOrigins') !== '["*"]')
      faults.push('answers pages by a pattern');
    const [page] = resourcesIn(templates, 'AWS::CloudFront::Distribution');
    if (page && !cors('AllowOrigins').includes('"*"') && !cors('AllowOrigins').includes(page.id))
      faults.push('does not answer the dashboard');
    if (Number(cors('MaxAge')) < 600) faults.push('has pages ask before each call');
    return faults.map((fault) => `${nameOfResource(api)} ${fault}`);
  }),
  ...resourcesIn(templates, 'AWS::ApiGatewayV2::Integration')
    .filter(
      (one) =>
        propertyOf(one, 'IntegrationType') !== 'AWS_PROXY' ||
        propertyOf(one, 'PayloadFormatVersion') !== '2.0' ||
        propertyOf(one, 'TimeoutInMillis') === undefined,
    )
    .map((one) => `${nameOfResource(one)} hands calls on in another shape than the function reads`),
];

function throttleOf(settings: unknown): readonly [rate: number, burst: number] | undefined {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (settings ?? {}) as Record<
    string,
    unknown
  >;
  return Number(rate) > 0 && Number(burst) > 0 ? [Number(rate), Number(burst)] : undefined;
}
