import type { Route as RouterRoute } from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { descending } from '../../core/order.ts';
import { NoSuchRouteError } from './problem.ts';
import { BASE_PATH, KEY_PATH, SERVICE_PATH } from './paths.ts';
import type { Route } from './route.ts';

/** Routes that functions and machines need: those of writers, and every read for those that may read. */
const SERVICE_ACCESS: ReadonlySet<Route['access']> = new Set(['writers', 'spenders', 'staff']);
const READ_ACCESS: ReadonlySet<Route['access']> = new Set(['readers', 'own']);

type EventRoute = RouterRoute<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;
type Serve = (route: Route, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

interface Placed {
  readonly route: Route;
  readonly path: string;
}

/** The routes as the router takes them, each below the bases where it can be called. */
export function routerRoutes(routes: readonly Route[], serve: Serve): EventRoute[] {
  const placed = routes.flatMap((route) =>
    basesOf(route).map((base) => ({ route, path: base + route.path })),
  );
  const plain = placed
    .filter(({ route }) => !route.slashes)
    .map(({ route, path }): EventRoute => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
      const handler = (event: APIGatewayProxyEventV2) => serve(route, withVariables(event, names));
      return { method: route.method, path, handler };
    });
  const open = Map.groupBy(
    placed.filter(({ route }) => route.slashes),
    ({ route, path }) => `${route.method} ${startOf(path)}`,
  );
  return [...plain, ...[...open.values()].map((list) => openRoute(list, serve))];
}

function basesOf({ access, method }: Route): string[] {
  const isService = SERVICE_ACCESS.has(access) || (method === 'GET' && READ_ACCESS.has(access));
  return isService ? [BASE_PATH, SERVICE_PATH, KEY_PATH] : [BASE_PATH];
}

/**
 * With the variables of the route alone: the gateway's own route names the rest of the path too, as one long `proxy`.
 */
function withVariables(event: APIGatewayProxyEventV2, names: readonly string[]): APIGatewayProxyEventV2 {
  const sent = event.pathParameters ?? {};
  const pathParameters = Object.fromEntries(
    names.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])),
  );
  return { ...event, pathParameters };
}

/**
 * The router knows one name for the rest of a path: routes with the same start are told apart by their ends, the longest
 * end first, so that `/users/{id}/entries` comes before `/users/{id}`.
 */
function openRoute(list: readonly Placed[], serve: Serve): EventRoute {
  const [{ route, path }] = list as [Placed];
  const patterns = list
    .map((one) => ({ route: one.route, end: endOf(one.path), pattern: patternOf(one.path) }))
    .sort(descending(({ end }) => end.length));
  const handler = (event: APIGatewayProxyEventV2) => {
    const { method, path: sent } = event.requestContext.http;
    for (const one of patterns) {
      const variables = one.pattern.exec(sent)?.groups;
      if (variables) return serve(one.route, { ...event, pathParameters: { ...variables } });
    }
    throw noSuchRoute(method, sent);
  };
  return { method: route.method, path: `${startOf(path)}{proxy+}`, handler };
}

/** A path as it is sent: its last variable takes slashes, those before it do not. */
function patternOf(path: string): RegExp {
  const start = startOf(path).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const name = path.slice(startOf(path).length + 1, path.lastIndexOf('}'));
  return new RegExp(`^${start}(?<${name}>.+)${endOf(path)}$`, 's');
}

function endOf(path: string): string {
  return path.slice(path.lastIndexOf('}') + 1);
}

function startOf(path: string): string {
  return path.slice(0, path.lastIndexOf('{'));
}

/** The error of a path that no route has. */
export function noSuchRoute(method: string, path: string): NoSuchRouteError {
  return new NoSuchRouteError(`there is no ${method} ${path}: ${BASE_PATH}/docs lists the routes`);
}

/** The first word of a path below whichever of the bases it has: `users` of `/cost-tracking/service/users/a`. */
export function firstWordOf(path: string): string {
  const base = [SERVICE_PATH, KEY_PATH, BASE_PATH].find((one) => path.startsWith(`${one}/`));
  return base === undefined ? '' : (path.slice(base.length + 1).split('/', 1)[0] ?? '');
}
