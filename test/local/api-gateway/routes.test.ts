import { describe, expect, it } from 'vitest';
import { matchRoute, readRouteKey } from '../../../local/api-gateway/routes.ts';

/** The example of API Gateway's developer guide, "Routing API requests". */
const ROUTES = [
  'GET /pets/dog/1',
  'GET /pets/dog/{id}',
  'GET /pets/{proxy+}',
  'ANY /{proxy+}',
  '$default',
].map(readRouteKey);

function routeOf(method: string, path: string, routes = ROUTES) {
  const match = matchRoute(routes, method, path);
  return match && [match.route.key, match.parameters];
}

describe('the route of a request', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['OPTIONS', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['GET', '/', '$default', {}],
  ])('%s %s is %s', (method, path, key, parameters) => {
    expect(routeOf(method, path)).toEqual([key, parameters]);
  });

  it('is the one of its method before ANY, whatever comes first', () => {
    const routes = ['ANY /a/{id}', 'GET /a/{id}'].map(readRouteKey);
    expect(routeOf('GET', '/a/1', routes)?.[0]).toBe('GET /a/{id}');
    expect(routeOf('PUT', '/a/1', routes)?.[0]).toBe('ANY /a/{id}');
  });

  it('is none where nothing fits: a variable takes one segment, a greedy one at least one', () => {
    const routes = ['GET /a/{id}', 'GET /b/{proxy+}'].map(readRouteKey);
    expect(routeOf('GET', '/a/1/2', routes)).toBeUndefined();
    expect(routeOf('GET', '/a/', routes)).toBeUndefined();
    expect(routeOf('GET', '/b', routes)).toBeUndefined();
    expect(routeOf('POST', '/a/1', routes)).toBeUndefined();
  });

  it('knows no other route keys', () => {
    expect(() => readRouteKey('$connect')).toThrow('route key $connect is not supported');
  });
});
