import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { noQuery } from '../../../contracts/api/status.ts';
import type { ApiPorts } from '../../../lambdas/api/ports.ts';
import { type Route, route } from '../../../lambdas/api/route.ts';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { expectShape, startApi } from '../../support/api.ts';
import { startDynamo } from '../../../testing/dynamo.ts';

const answer = z.object({
  asOf: z.string(),
  totalUsd: z.string(),
  items: z.array(z.object({ kind: z.enum(['user', 'group']), name: z.nullable(z.string()) })),
});
const read = { method: 'GET', path: '/x', summary: 'x', access: 'readers', query: noQuery, answer } as const;
const user = { kind: 'user', name: null } as const;
const items = [user];

/** A handler that returns a body, with its texts as they are written. */
function says<const Body extends object>(body: Body) {
  return async () => ({ body });
}

/** The compiler checks each: one that were accepted would leave its `@ts-expect-error` without an error. */
const WRONG: readonly Route[] = [
  // @ts-expect-error a field is left out
  route({ ...read, handle: says({ items }) }),
  // @ts-expect-error a field of an item is left out
  route({ ...read, handle: says({ totalUsd: '1', items: [{ kind: 'user' }] }) }),
  // @ts-expect-error a value is of another type
  route({ ...read, handle: says({ totalUsd: 1, items }) }),
  // @ts-expect-error a value is none of the enumeration
  route({ ...read, handle: says({ totalUsd: '1', items: [{ ...user, kind: 'x' }] }) }),
  // @ts-expect-error a field is missing where null is meant
  route({ ...read, handle: says({ totalUsd: '1', items: [{ ...user, name: undefined }] }) }),
  // @ts-expect-error only reads get their asOf from the API
  route({ ...read, method: 'POST', handle: says({ totalUsd: '1', items }) }),
  route({
    ...read,
    path: '/x/{id}',
    // @ts-expect-error the path has no such variable
    ownerOf: ({ path }) => path.name as string,
    handle: says({ totalUsd: '1', items }),
  }),
  // @ts-expect-error a page is no JSON
  route({ ...read, answer: z.string(), handle: says({ totalUsd: '1' }) }),
];

describe('a route', () => {
  it('takes what its schema says, and leaves asOf of reads to the API', () => {
    const good = route({ ...read, handle: says({ totalUsd: '1', items }) });
    expect(good).toMatchObject({ status: 200, contentType: 'application/json', limit: 'requests' });
    expect(WRONG).toHaveLength(8);
  });
});

describe('the check of answers against their schemas', () => {
  it.each([
    ['a field of the answer', { asOf: 'now', totalUsd: '1', items: [], extra: 1 }],
    ['a field of an item', { asOf: 'now', totalUsd: '1', items: [{ kind: 'user', name: null, extra: 1 }] }],
  ])('notices %s that the schema does not know', (_name, value) => {
    expect(() => expectShape(answer, value, 'it')).toThrow('it: expected');
  });

  it('notices a field that is missing', () => {
    expect(() => expectShape(answer, { asOf: 'now', items: [] }, 'it')).toThrow('totalUsd');
  });

  it('leaves no object open, but for the document of the API itself', async () => {
    const dynamo = await startDynamo();
    try {
      const { ports } = startApi(dynamo, 'open-objects');
      expect(await openRoutes(ports)).toEqual(['GET /openapi.json']);
    } finally {
      dynamo.stop();
    }
  });
});

async function openRoutes(ports: ApiPorts): Promise<string[]> {
  return (await routesOf(ports))
    .filter((one) => hasOpenObject(z.toJSONSchema(one.answer, { io: 'output', unrepresentable: 'any' })))
    .map(({ method, path }) => `${method} ${path}`);
}

/** An object that takes fields it does not name; a record names what its keys are. */
function hasOpenObject(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, properties, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object' && properties !== undefined && additionalProperties !== false) return true;
  return Object.values(schema).some(hasOpenObject);
}
