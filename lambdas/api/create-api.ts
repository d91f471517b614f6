import type { Logger } from '../support/logger.ts';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { waitingOnce } from '../../adapters/dynamo/wait-once.ts';
import { ratesOf } from '../support/rates-of.ts';
import { callerLimits } from './caller-limits.ts';
import { CORRELATION_ID, correlationIdOf } from './correlation.ts';
import { keyCallers } from './key-caller.ts';
import type { ApiPorts } from './ports.ts';
import { problemOf } from './problem.ts';
import { jsonResult } from './respond.ts';
import { firstWordOf, noSuchRoute, routerRoutes } from './router-routes.ts';
import { isFirstWord, routesBelow } from './routes.ts';
import { type ServePorts, serveRoute } from './serve-route.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** The whole API as one handler: routes, access, limits, and problem+json for every error. */
export function createApi(ports: ApiPorts, logger: Pick<Logger, 'error'>): Handler {
  const { clock, settings, counters } = ports;
  const serving: ServePorts = {
    clock,
    claims: settings,
    keyCaller: keyCallers(ports.keys, clock),
    users: ports.users,
    knowModels: ports.knowModels,
    cacheSeconds: settings.cacheSeconds,
    rates: ratesOf(ports),
    limits: callerLimits(counters, clock, settings),
  };
  const routerOf = routersBy(async (word) => {
    const router: unknown = httpRouter<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
      routes: routerRoutes(await routesBelow(word, ports), (route, event) =>
        serveRoute(route, event, serving),
      ),
      notFoundResponse: ({ method, path }) => {
        throw noSuchRoute(method, path);
      },
    });
    return router as Handler;
  });
  return async (event, context) => {
    const correlationId = correlationIdOf(event);
    const answer = async () => {
      try {
        const router = await routerOf(event);
        return await waitingOnce(() => router(event, context));
      } catch (error) {
        const { problem, headers, unexpected } = problemOf(error, event.rawPath);
        if (unexpected)
          logger.error('a request failed', { route: event.routeKey, correlationId, error: error as Error });
        return jsonResult(problem.status, problem, headers, 'application/problem+json');
      }
    };
    const result = await answer();
    return { ...result, headers: { ...result.headers, [CORRELATION_ID]: correlationId } };
  };
}

/** The router of the routes that begin as a request's path does, made by the first request of each. */
function routersBy(
  make: (word: string) => Promise<Handler>,
): (event: APIGatewayProxyEventV2) => Promise<Handler> {
  const routers = new Map<string, Promise<Handler>>();
  return ({ requestContext: { http } }) => {
    const word = firstWordOf(http.path);
    if (!isFirstWord(word)) throw noSuchRoute(http.method, http.path);
    const router = routers.get(word) ?? make(word);
    routers.set(word, router);
    return router;
  };
}
