import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import httpRouter from '@middy/http-router';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { type Route, route } from '../../../lambdas/api/route.ts';
import { noSuchRoute, routerRoutes } from '../../../lambdas/api/router-routes.ts';
import { gatewayEvent } from '../../support/api.ts';

const nothing = z.object({});

function aRoute(
  method: Route['method'],
  path: string,
  more: Partial<Pick<Route, 'slashes' | 'access'>> = {},
) {
  return route({
    method,
    path,
    summary: path,
    access: 'admins',
    query: nothing,
    answer: nothing,
    handle: () => Promise.resolve({ body: {} }),
    ...more,
  });
}

const ROUTES = [
  aRoute('GET', '/things'),
  aRoute('GET', '/things/{id}', { slashes: true }),
  aRoute('POST', '/things/{id}/end', { slashes: true }),
  aRoute('POST', '/things/{id}/other-end', { slashes: true }),
  aRoute('POST', '/plain/{id}/end', { access: 'writers' }),
  aRoute('GET', '/kinds/{type}/{id}'),
  aRoute('GET', '/open/{type}/{id}', { slashes: true }),
  aRoute('GET', '/things/{id}/end', { slashes: true }),
];

/** What a request is served by, and the variables of its path. */
async function served(request: string): Promise<unknown> {
  let found: unknown;
  const serve = (one: Route, { pathParameters }: APIGatewayProxyEventV2) => {
    found = { path: one.path, variables: pathParameters };
    return Promise.resolve({ statusCode: 200 });
  };
  const router = httpRouter({ routes: routerRoutes(ROUTES, serve) }) as unknown as (
    event: APIGatewayProxyEventV2,
  ) => Promise<unknown>;
  await router(gatewayEvent(request, 'nobody'));
  return found;
}

describe('routerRoutes', () => {
  it.each([
    ['/things', '/things', undefined],
    ['/things/a', '/things/{id}', 'a'],
    ['/things/a%2Fb/c', '/things/{id}', 'a/b/c'],
    ['/things/a/b/end', '/things/{id}/end', 'a/b'],
    ['/things/end', '/things/{id}', 'end'],
    ['/open/t/a%2Fb', '/open/{type}/{id}', 'a/b'],
    ['POST /things/a/end', '/things/{id}/end', 'a'],
    ['POST /things/a%2Fb/end', '/things/{id}/end', 'a/b'],
    ['POST /things/a/end/end', '/things/{id}/end', 'a/end'],
    ['POST /things/a/other-end', '/things/{id}/other-end', 'a'],
    ['POST /plain/a/end', '/plain/{id}/end', 'a'],
    ['POST /service/plain/a/end', '/plain/{id}/end', 'a'],
  ])('serves %s by %s', async (request, path, id) => {
    expect(await served(request)).toMatchObject({ path, ...(id === undefined ? {} : { variables: { id } }) });
  });

  it('hands a route its own variables alone, and no rest of the path under the name of the gateway', async () => {
    const handed = [];
    for (const request of ['POST /plain/a/end', '/kinds/t/a%20b', '/things/a/b', '/open/t/a/b', '/things'])
      handed.push(((await served(request)) as { variables: unknown }).variables);
    expect(handed).toEqual([
      { id: 'a' },
      { type: 't', id: 'a b' },
      { id: 'a/b' },
      { type: 't', id: 'a/b' },
      {},
    ]);
  });

  it.each([
    'POST /things/a',
    'POST /things/end',
    'POST /things//end',
    'POST /plain/a/b/end',
    'POST /service/things/a/end',
  ])('has nothing for %s', async (request) => {
    await expect(served(request)).rejects.toThrow(/Route does not exist|there is no POST/);
  });
});

describe('noSuchRoute', () => {
  it('says where the routes are listed', () => {
    expect(noSuchRoute('GET', '/x').message).toContain('/cost-tracking/docs');
  });
});
