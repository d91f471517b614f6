import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstWordOf } from '../../../lambdas/api/router-routes.ts';
import { isFirstWord, routesBelow, routesOf } from '../../../lambdas/api/routes.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';

let dynamo: TestDynamo;
let api: TestApi;
beforeAll(async () => {
  dynamo = await startDynamo();
  api = startApi(dynamo, 'routes');
});
afterAll(() => dynamo.stop());

const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('the routes of the API', () => {
  it('are each found below the first word of their path', async () => {
    const all = await routesOf(api.ports);
    expect(all.length).toBeGreaterThan(100);
    for (const [word, routes] of Map.groupBy(all, ({ path }) => path.split('/')[1] ?? '')) {
      expect(isFirstWord(word)).toBe(true);
      const below = (await routesBelow(word, api.ports)).map(named);
      expect(below).toEqual(expect.arrayContaining(routes.map(named)));
    }
  });

  it('are in the same order below a word as among all: the router takes the first that fits', async () => {
    const all = (await routesOf(api.ports)).map(named);
    const places = (await routesBelow('users', api.ports)).map((route) => all.indexOf(named(route)));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('leave no file of routes out', async () => {
    const files = readdirSync(new URL('../../../lambdas/api/', import.meta.url)).filter((name) =>
      name.endsWith('-routes.ts'),
    );
    const groups = readdirSync(new URL('../../../lambdas/api/areas/', import.meta.url));
    const loaded = await Promise.all(
      groups.map(async (name) =>
        Object.values((await import(`../../../lambdas/api/areas/${name}`)) as Record<string, unknown>),
      ),
    );
    // Beside those of groups: what describes the others, jobs, and what the router is told.
    expect(loaded.flat(2)).toHaveLength(files.length - 3);
  });

  it('load nothing for a word that none begins with', async () => {
    expect(isFirstWord('nothing')).toBe(false);
    expect(await routesBelow('nothing', api.ports)).toEqual([]);
    expect((await api.call('/nothing/a')).status).toBe(404);
  });
});

describe('the first word of a path', () => {
  it.each([
    ['/cost-tracking/users/a%2Fb/entries', 'users'],
    ['/cost-tracking/service/users', 'users'],
    ['/cost-tracking/key/record', 'record'],
    ['/cost-tracking/keys', 'keys'],
    ['/cost-tracking/service', 'service'],
    ['/cost-tracking', ''],
    ['/elsewhere/users', ''],
  ])('%s is %s', (path, word) => {
    expect(firstWordOf(path)).toBe(word);
  });
});
