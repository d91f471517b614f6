import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { decimalSchema } from '../../../contracts/api/common.ts';
import { receiptSchema } from '../../../contracts/api/resources.ts';
import { namedComponents } from '../../../lambdas/api/components.ts';
import { operationsOf } from '../../../prove/inputs/slots.ts';
import { openApiDocument } from '../../../testing/openapi-document.ts';

type Contents = { readonly content?: Readonly<Record<string, { readonly schema: object }>> };
type Operations = Readonly<
  Record<string, { readonly requestBody?: Contents; readonly responses: Readonly<Record<string, Contents>> }>
>;

/** Whatever JSON there is: what applications attach, providers answer, jobs find; and the document itself. */
const OF_ANY_TYPE = [
  'Entry.properties.metadata.anyOf.0.additionalProperties',
  'GetDashboardAnswer.properties.topEntries.items.properties.metadata.anyOf.0.additionalProperties',
  'GetEntriesByIdAnswer.properties.metadata.anyOf.0.additionalProperties',
  'GetOpenapiJsonAnswer.additionalProperties',
  'GetOpenapiJsonAnswer.properties.paths.additionalProperties.additionalProperties',
  'Job.properties.result',
  'PostOtlpVTracesBody.properties.resourceSpans.items',
  'PostPricesQuoteBody.properties.metadata.additionalProperties',
  'Problem.properties.incomplete.properties.event.additionalProperties',
  'Problem.properties.rejected.items.properties.incomplete.properties.event.additionalProperties',
  'Problem.properties.rejected.items.properties.rewritten.additionalProperties',
  'Problem.properties.rewritten.additionalProperties',
  'RecordAnswer.properties.rejected.items.properties.incomplete.properties.event.additionalProperties',
  'RecordAnswer.properties.rejected.items.properties.rewritten.additionalProperties',
  'UsageEvent.properties.metadata.additionalProperties',
];

/** Bodies of other makers, which are read by code. */
const OF_OTHERS = /^(PostRecordByProviderBody|PostReportsReconcileBody)\./;

/** Where a schema takes anything. */
function untypedIn(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const isPlace = /(^\w+|\.properties\.\w+|\.items|\.additionalProperties|Of\.\d+)$/.test(path);
  if (isPlace && Object.keys(value).every((key) => key === 'description')) return [path];
  return Object.entries(value).flatMap(([key, inner]) => untypedIn(inner, `${path}.${key}`));
}

const before = { ...env };
const { paths, components } = (await openApiDocument()) as unknown as {
  paths: Readonly<Record<string, Operations>>;
  components: { schemas: Readonly<Record<string, object>> };
};

describe('the components of the OpenAPI document', () => {
  it('leave the environment as it was, which others of the same worker read', () => {
    expect(env).toEqual(before);
  });

  it('have each body and answer of JSON by a name, and every name that is used', () => {
    const schemas = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody, responses }]) =>
        [requestBody, ...Object.values(responses)]
          .flatMap((one) => Object.entries(one?.content ?? {}))
          .filter(([type]) => type.includes('json'))
          .map(([, { schema }]) => [`${method} ${path}`, schema] as const),
      ),
    );
    expect(schemas.length).toBeGreaterThan(100);
    expect(schemas.filter(([, schema]) => !('$ref' in schema)).map(([route]) => route)).toEqual([]);
    const text = JSON.stringify({ paths, components });
    const used = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(new Set(used.map((to) => to.replace('#/components/schemas/', '')))).toEqual(
      new Set(Object.keys(components.schemas)),
    );
    expect(text).not.toMatch(/"\$id"|"\$defs"|__shared/);
  });

  it('say what everything is: types made of them guess nothing', () => {
    const untyped = Object.entries(components.schemas).flatMap(([name, schema]) => untypedIn(schema, name));
    expect(untyped.filter((path) => !OF_OTHERS.test(path)).sort()).toEqual(OF_ANY_TYPE);
    expect(components.schemas).toMatchObject({
      Receipt: { properties: { totalUsd: { $ref: '#/components/schemas/Decimal' } } },
      EntryPage: { properties: { entries: { items: { $ref: '#/components/schemas/Entry' } } } },
      UsageEvent: {
        properties: { reportedCostUsd: { anyOf: [{}, { type: 'integer' }, { type: 'number' }] } },
      },
    });
  });

  it('are read in the place of their names', () => {
    const [, operation] =
      operationsOf({ paths, components } as never).find(([route]) => route === 'POST /record') ?? [];
    expect(operation?.requestBody?.content['application/json']?.schema.anyOf?.[0]?.properties).toHaveProperty(
      'usage',
    );
  });

  it('are named once: by their own name, else by the first operation that has them', () => {
    const { refOf, schemas } = namedComponents();
    const own = z.object({ costUsd: decimalSchema });
    expect(refOf(own, 'PostXBody')).toEqual({ $ref: '#/components/schemas/PostXBody' });
    expect(refOf(own, 'PutXBody')).toEqual({ $ref: '#/components/schemas/PostXBody' });
    expect(refOf(receiptSchema, 'GetXAnswer')).toEqual({ $ref: '#/components/schemas/Receipt' });
    expect(schemas()).toMatchObject({
      PostXBody: { properties: { costUsd: { $ref: '#/components/schemas/Decimal' } } },
    });
  });
});
