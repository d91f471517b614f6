import type { Logger } from '@aws-lambda-powertools/logger';
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
import { noSuchRoute, routerRoutes } from './router-routes.ts';
import { routesOf } from './routes.ts';
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
  const router = httpRouter<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    routes: routerRoutes(routesOf(ports), (route, event) => serveRoute(route, event, serving)),
    notFoundResponse: ({ method, path }) => {
      throw noSuchRoute(method, path);
    },
  }) as unknown as Handler;
  return async (event, context) => {
    const correlationId = correlationIdOf(event);
    const answer = async () => {
      try {
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
