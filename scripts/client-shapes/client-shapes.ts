import type * as z from 'zod/mini';
import { apiReferenceSchema, decimalSchema, flagSchema, limitSchema } from '../../contracts/api/common.ts';
import { QUERIES } from '../../contracts/api/queries.ts';
import { type Shape, SHAPES } from '../../contracts/api/shapes.ts';
import { dimensionSchema } from '../../contracts/api/trends.ts';
import { printFields, type TypeNames } from './print-type.ts';

const NAMES: TypeNames = new Map<z.core.$ZodType, string>([
  [decimalSchema, 'Decimal'],
  [apiReferenceSchema, 'Reference'],
  [dimensionSchema, 'Dimension'],
  // What an address has as text, a caller has as what it is.
  [limitSchema, 'number'],
  [flagSchema, 'boolean'],
  ...SHAPES.map(({ name, schema }) => [schema, name] as const),
]);

const HEAD = `import type { Reference } from '../core/usage-context.ts';

// Made of the API's schemas by \`npm run client:shapes\`; change contracts/api or scripts/client-shapes instead.

/** Amounts and quantities are exact decimal text, such as \`"0.0375"\`. */
export type Decimal = string;
`;

const QUERY_HEAD = `import type { DimensionKind } from '../../contracts/scopes.ts';

// Made of the API's schemas by \`npm run client:shapes\`; change contracts/api/queries.ts instead.

/** What costs are split by; \`tag:NAME\` of a tag that the stage tracks. */
export type Dimension = Exclude<DimensionKind, 'tag'> | \`tag:\${string}\`;
`;

/** The text of client/reading/shapes.ts. Throws when a base has, or something is said of, a field that is not there. */
export function clientShapes(): string {
  return [HEAD, ...SHAPES.map(printShape)].join('\n');
}

/** The whole text of client/reading/queries.ts. Throws as `clientShapes` does. */
export function clientQueries(): string {
  return [QUERY_HEAD, ...QUERIES.map(printShape)].join('\n');
}

function printShape({ name, schema, base, about, fields = {} }: Shape): string {
  const unknown = Object.keys({ ...base?.schema.shape, ...fields }).find((field) => !(field in schema.shape));
  if (unknown !== undefined) throw new Error(`${name} has no field ${unknown}`);
  const lines = printFields(schema, NAMES, '  ', base?.schema).flatMap((line) => {
    const said = fields[/^\w+/.exec(line.trim())?.[0] ?? ''];
    return said === undefined ? [line] : [`  /** ${said} */`, line];
  });
  const head = base === undefined ? name : `${name} extends ${base.name}`;
  return `/** ${about} */\nexport interface ${head} {\n${lines.join('\n')}\n}\n`;
}
