import { Choices } from '../faults/random.ts';
import { nastyText, nastyValue, spoil } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';
import { answerFault, type Call, timedCall } from './send-all.ts';
import { type ApiDocument, type Operation, operationsOf, type Schema } from './slots.ts';

/** Who asks, and how: an administrator, a plain user and those between, each with a call of their own. */
export type Callers = readonly (readonly [name: string, call: Call])[];

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

const AT_ONCE = 4;

/** What erases or recalculates for long is left out: jobs have a proof of their own in test/flow. */
const LEFT_OUT = new Set(['POST /recalculate', 'POST /users/{id}/recalculate']);

function routesOf(document: ApiDocument): (readonly [method: string, path: string, Operation])[] {
  return operationsOf(document)
    .filter(([route]) => !LEFT_OUT.has(route))
    .map(([route, operation]) => {
      const [method = '', path = ''] = route.split(' ');
      return [method, path, operation] as const;
    });
}

/** As a URL can carry it: a lone surrogate cannot. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
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
 * among them, each route in turn and each by one of the callers. Faults: an answer of 5xx, one above 6 MB, a refusal
 * above 64 KB, a 400 without `errors`, and where `timed`, one by one, an answer after more than a second.
 */
export async function fuzzRoutes(
  cases: number,
  seed: number,
  document: ApiDocument,
  callers: Callers,
  { timed }: { readonly timed: boolean } = { timed: false },
): Promise<InputsOutcome> {
  const choices = new Choices(seed);
  const routes = routesOf(document);
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  const one = async (number: number) => {
    const route = routes[number % routes.length];
    if (!route) throw new Error('the document has no routes');
    const [method, path, details] = route;
    const [who, call] = choices.pick(callers);
    const { target, body } = requestOf(path, details, choices);
    const answer = timed
      ? await timedCall(call, method, target, body)
      : { ...(await call(method, target, body)), slow: undefined };
    const { status, text, slow } = answer;
    counts[status] = (counts[status] ?? 0) + 1;
    const input = [who, method, target, body];
    const nameless =
      status === 400 && !namesField(text) ? `a 400 names no field: ${text.slice(0, 200)}` : undefined;
    for (const fault of [answerFault(answer), slow, nameless])
      if (fault !== undefined) faults.push(faultLine(fault, input));
  };
  const atOnce = timed ? 1 : AT_ONCE;
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
