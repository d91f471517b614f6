import type { Logger } from '@aws-lambda-powertools/logger';
import httpRouter, { type Route as RouterRoute } from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { RequestLimit } from '../../core/access/request-limit.ts';
import { parseRates } from '../../core/currency/currency.ts';
import type { ApiPorts } from './ports.ts';
import { NoSuchRouteError, problemOf } from './problem.ts';
import { jsonResult } from './respond.ts';
import type { Route } from './route.ts';
import { routesOf } from './routes.ts';
import { type ServePorts, serveRoute } from './serve-route.ts';

/** The API's base path on the gateway. */
const BASE_PATH = '/cost-tracking';
/** Functions come in below this with their role instead of a token, to the routes of writers. */
const SERVICE_PATH = `${BASE_PATH}/service`;

/** Routes that functions need. */
const SERVICE_ACCESS: ReadonlySet<Route['access']> = new Set(['writers', 'spenders', 'staff']);

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;
type EventRoute = RouterRoute<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** The whole API as one handler: routes, access, limits, and problem+json for every error. */
export function createApi(ports: ApiPorts, logger: Pick<Logger, 'error'>): Handler {
  const { clock, settings, counters } = ports;
  const serving: ServePorts = {
    clock,
    claims: settings,
    users: ports.users,
    cacheSeconds: settings.cacheSeconds,
    rates: parseRates(settings.exchangeRates),
    limits: {
      requests: new RequestLimit(counters.requests, clock, settings.requestsPerMinute),
      records: new RequestLimit(counters.records, clock, settings.recordsPerMinute),
      withoutTable: new RequestLimit(counters.records, clock, settings.recordsPerMinute, 'open'),
    },
  };
  const router = httpRouter<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    routes: routesOf(ports).flatMap((route) => routerRoutes(route, serving)),
    notFoundResponse: ({ method, path }) => {
      throw new NoSuchRouteError(`there is no ${method} ${path}: ${BASE_PATH}/docs lists the routes`);
    },
  }) as unknown as Handler;
  return async (event, context) => {
    try {
      return await router(event, context);
    } catch (error) {
      const { problem, headers, unexpected } = problemOf(error, event.rawPath);
      if (unexpected) logger.error('a request failed', { route: event.routeKey, error: error as Error });
      return jsonResult(problem.status, problem, headers, 'application/problem+json');
    }
  };
}

function routerRoutes(route: Route, serving: ServePorts): EventRoute[] {
  const bases = SERVICE_ACCESS.has(route.access) ? [BASE_PATH, SERVICE_PATH] : [BASE_PATH];
  return bases.map((base) => routerRoute(route, base, serving));
}

function routerRoute(route: Route, base: string, serving: ServePorts): EventRoute {
  const path = `${base}${route.path}`;
  if (!route.slashes) {
    const handler = (event: APIGatewayProxyEventV2) => serveRoute(route, event, serving);
    return { method: route.method, path, handler };
  }
  const start = path.lastIndexOf('{');
  const name = path.slice(start + 1, -1);
  const handler = (event: APIGatewayProxyEventV2) => {
    const pathParameters = { [name]: event.requestContext.http.path.slice(start) };
    return serveRoute(route, { ...event, pathParameters }, serving);
  };
  // The router knows one name for the rest of a path.
  const open = `${path.slice(0, start)}{proxy+}`;
  return { method: route.method, path: open, handler };
}
