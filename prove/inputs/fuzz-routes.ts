import { Choices } from '../faults/random.ts';
import { nastyText, nastyValue, spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

/** Sends a request below the API's base as an admin. */
export type Call = (method: string, path: string, body: unknown) => Promise<{ status: number; text: string }>;

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly format?: string;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** The part of an OpenAPI document that is read here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Well-formed by its schema, as far as a sample can be: what is spoilt next comes past the first checks. */
function sampleOf(schema: Schema, choices: Choices, depth = 0): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return choices.pick(schema.enum);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return sampleOf(choices.pick(alternatives), choices, depth + 1);
  switch (schema.type ?? 'string') {
    case 'object': {
      const names = Object.entries(schema.properties ?? {}).filter(
        ([name]) => (schema.required ?? []).includes(name) || (depth < 4 && choices.chance(0.3)),
      );
      return Object.fromEntries(names.map(([name, one]) => [name, sampleOf(one, choices, depth + 1)]));
    }
    case 'array':
      return schema.items ? [sampleOf(schema.items, choices, depth + 1)] : [];
    case 'integer':
    case 'number':
      return choices.pick([0, 1, 50, 100]);
    case 'boolean':
      return choices.chance(0.5);
    default:
      return choices.pick(['2026-11-21', '2026-11', '2026-11-21T10:00:00Z', 'user-1', '1.5', 'openai']);
  }
}

/** What erases or recalculates for long is left out: jobs have a proof of their own in test/flow. */
const LEFT_OUT = new Set(['POST /recalculate', 'POST /users/{id}/recalculate']);

function operationsOf({ paths }: ApiDocument): (readonly [method: string, path: string, Operation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => [method.toUpperCase(), path, operation] as const)
      .filter(([method]) => !LEFT_OUT.has(`${method} ${path}`)),
  );
}

/** As a URL can carry it: a lone surrogate cannot. */
function encode(text: string): string {
  return encodeURIComponent(text.slice(0, 2000).toWellFormed());
}

function requestOf(path: string, operation: Operation, choices: Choices) {
  const parameters = operation.parameters ?? [];
  const value = (schema: Schema | undefined) =>
    choices.chance(0.5) ? nastyText(choices) : String(sampleOf(schema ?? {}, choices));
  const filled = parameters
    .filter((one) => one.in === 'path')
    .reduce(
      // An empty segment would be another route.
      (so, { name, schema }) =>
        so.replace(`{${name}}`, () => encode(value(schema)).replace(/^\.{0,2}$/, 'a')),
      path,
    );
  const query = parameters
    .filter((one) => one.in === 'query' && choices.chance(0.4))
    .map(({ name, schema }) => `${encode(name)}=${encode(value(schema))}`);
  const schema = operation.requestBody?.content['application/json']?.schema;
  const sample = schema && sampleOf(schema, choices);
  const body =
    schema === undefined
      ? undefined
      : choices.chance(0.1)
        ? nastyValue(choices)
        : spoil(sample, choices, choices.pick([0, 0.05, 0.2]));
  return { target: query.length > 0 ? `${filled}?${query.join('&')}` : filled, body };
}

/**
 * Sends `cases` requests made of the OpenAPI document with spoilt paths, queries and bodies, overrides of prices
 * among them, each route in turn. Faults: an answer of 5xx, an answer above 6 MB, and a 400 without `errors`.
 */
export async function fuzzRoutes(
  cases: number,
  seed: number,
  document: ApiDocument,
  call: Call,
  atOnce = 4,
): Promise<InputsOutcome> {
  const choices = new Choices(seed);
  const operations = operationsOf(document);
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  const one = async (number: number) => {
    const operation = operations[number % operations.length];
    if (!operation) throw new Error('the document has no routes');
    const [method, path, details] = operation;
    const { target, body } = requestOf(path, details, choices);
    const { status, text } = await call(method, target, body);
    counts[status] = (counts[status] ?? 0) + 1;
    const input = [method, target, body];
    if (status >= 500) faults.push(faultLine(`${status} ${text.slice(0, 200)}`, input));
    if (text.length > 6 * 1024 * 1024)
      faults.push(faultLine(`an answer of ${text.length} characters`, input));
    if (status === 400 && !namesField(text))
      faults.push(faultLine(`a 400 names no field: ${text.slice(0, 200)}`, input));
  };
  for (let start = 0; start < cases; start += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, cases - start) }, (_, index) => start + index);
    await Promise.all(numbers.map(one));
  }
  return { cases, counts, faults };
}

function namesField(text: string): boolean {
  const { errors } = JSON.parse(text) as { errors?: readonly { field?: unknown }[] };
  return Array.isArray(errors) && errors.length > 0 && errors.every(({ field }) => typeof field === 'string');
}
