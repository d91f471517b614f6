/** A route of the HTTP API, ready to be matched. */
export interface Route {
  /** As declared: `GET /users/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
}

/** A match: the route and the values of its path variables. */
export interface RouteMatch<R extends Route> {
  readonly route: R;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads a route key. @throws when it is neither `$default` nor a method and a path */
export function readRouteKey(key: string): Route {
  if (key === '$default') return { key, method: 'ANY', segments: [] };
  const [method = '', path] = key.split(' ');
  if (!path?.startsWith('/')) throw new Error(`route key ${key} is not supported by the local system`);
  return { key, method, segments: path.split('/').slice(1) };
}

/**
 * Picks the route as API Gateway does: full path before path variables before greedy variables before
 * $default, an exact method before ANY. `path` is already decoded: an encoded slash separates segments.
 */
export function matchRoute<R extends Route>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  const segments = path.split('/').slice(1);
  let best: (RouteMatch<R> & { rank: readonly number[] }) | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const parameters = route.key === '$default' ? {} : matchSegments(route.segments, segments);
    if (parameters === undefined) continue;
    const rank = rankOf(route);
    if (best === undefined || isBefore(rank, best.rank)) best = { route, parameters, rank };
  }
  return best && { route: best.route, parameters: best.parameters };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const actual = segments[index];
    const variable = /^\{(.+?)(\+?)\}$/.exec(part);
    if (variable?.[2] === '+') {
      const rest = segments.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [variable[1] ?? '']: rest };
    }
    if (actual === undefined || (variable ? actual === '' : actual !== part)) return undefined;
    if (variable) parameters[variable[1] ?? ''] = actual;
  }
  return pattern.length === segments.length ? parameters : undefined;
}

/** Lower is more specific: kind of each segment in turn, then the method. */
function rankOf(route: Route): readonly number[] {
  if (route.key === '$default') return [9];
  const kinds = route.segments.map((part) => (part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0));
  return [...kinds, route.method === 'ANY' ? 1 : 0];
}

function isBefore(rank: readonly number[], other: readonly number[]): boolean {
  for (const [index, value] of rank.entries()) {
    const against = other[index];
    if (against === undefined) return true;
    if (value !== against) return value < against;
  }
  return false;
}
