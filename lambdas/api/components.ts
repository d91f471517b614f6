import { toJSONSchema } from 'zod/v4/core';
import * as z from 'zod/mini';
import { alertSchema } from '../../contracts/api/alerts.ts';
import { budgetInputSchema } from '../../contracts/api/budget-shapes.ts';
import { budgetSchema, holdSchema } from '../../contracts/api/budgets.ts';
import {
  apiReferenceSchema,
  daySchema,
  decimalSchema,
  monthSchema,
  timeSchema,
} from '../../contracts/api/common.ts';
import { anomalySchema } from '../../contracts/api/anomalies.ts';
import { projectionSchema } from '../../contracts/api/projections.ts';
import { jobStartedSchema } from '../../contracts/api/jobs.ts';
import { toldKeySchema } from '../../contracts/api/keys.ts';
import { optimizationListSchema, optimizationSchema } from '../../contracts/api/optimizations.ts';
import { overrideAnswerSchema } from '../../contracts/api/prices.ts';
import { problemSchema } from '../../contracts/api/problems.ts';
import { recordAnswerSchema, recordedEventSchema } from '../../contracts/api/record.ts';
import { correctedSchema } from '../../contracts/api/corrections.ts';
import { SHAPES } from '../../contracts/api/shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Names of what several routes have in common, beside the types that the client publishes. */
const SHARED: readonly (readonly [name: string, schema: z.ZodMiniType, about: string])[] = [
  ['Decimal', decimalSchema, 'An amount in USD or a quantity, exactly.'],
  ['Time', timeSchema, 'ISO 8601 in UTC.'],
  ['Day', daySchema, 'A day of the ledger.'],
  ['Month', monthSchema, 'A month of the ledger.'],
  ['Reference', apiReferenceSchema, 'What costs belong to: an episode, a podcast, a session.'],
  ['Problem', problemSchema, 'What is wrong, and what to do.'],
  ['UsageEvent', recordedEventSchema, 'One usage event; every field is in docs/message.md.'],
  ['RecordAnswer', recordAnswerSchema, 'Ids in the order of the accepted events, and what was rejected.'],
  ['JobStarted', jobStartedSchema, 'Something long has begun: ask GET /jobs/{id}.'],
  ['Budget', budgetSchema, 'A budget as it is stored.'],
  ['BudgetInput', budgetInputSchema, 'A budget as it is sent.'],
  ['Hold', holdSchema, "A call's estimate that is held within its budgets."],
  ['Alert', alertSchema, 'One alert, with how far each channel has come.'],
  ['Projection', projectionSchema, 'Where the month is projected to end.'],
  ['Anomaly', anomalySchema, 'A day that is out of line.'],
  ['Optimization', optimizationSchema, 'A change that would save money, with its evidence.'],
  ['OptimizationList', optimizationListSchema, 'Changes that would save money.'],
  ['PriceOverride', overrideAnswerSchema, 'A price of your own, as it is stored.'],
  ['Corrected', correctedSchema, 'What correcting an entry made.'],
  ['ToldKey', toldKeySchema, 'A key, told this once.'],
];

/** The kind of schema that JSON Schema cannot say: a JSON number with all its digits, before it is rounded. */
const NUMBER = 'custom';

/**
 * The components of an OpenAPI document: each schema once, by its name, and references to it from everywhere else.
 * `refOf` names what it has not seen so far; `schemas` has all of them, and is asked last.
 */
export function namedComponents(): {
  readonly refOf: (schema: z.ZodMiniType, name: string) => Json;
  readonly schemas: () => Json;
} {
  const registry = z.registry<{ id: string; description?: string }>();
  for (const [id, schema, description] of SHARED) registry.add(schema, { id, description });
  const bases = new Set(SHAPES.map(({ base }) => base));
  for (const shape of SHAPES.filter((one) => !bases.has(one)))
    registry.add(shape.schema, { id: shape.name, description: shape.about });
  return {
    refOf: (schema, name) => {
      const known = registry.get(schema)?.id;
      if (known === undefined) registry.add(schema, { id: name });
      return { $ref: pathOf(known ?? name) };
    },
    schemas: () => {
      const { schemas } = toJSONSchema(registry, { ...OPTIONS, metadata: registry, uri: pathOf });
      return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]));
    },
  };
}

/** The JSON Schema of one schema in its place, without names. */
export function jsonSchema(schema: z.ZodMiniType): Json {
  return plain(toJSONSchema(schema, OPTIONS));
}

const OPTIONS = {
  io: 'input',
  unrepresentable: ({ zodSchema }: { zodSchema: z.core.$ZodType }) =>
    (zodSchema as z.ZodMiniType).def.type === NUMBER ? ({ type: 'number' } as const) : 'throw',
} as const;

function pathOf(name: string): string {
  return `#/components/schemas/${name}`;
}

/** Dialect and address are the document's. */
function plain({ $schema: _version, $id: _address, ...rest }: Json): Json {
  return rest;
}
