/** The part of JSON Schema that requests are made of. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
}

export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>;
}

/** The part of an OpenAPI document that is read here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** One step into a body: a field, an item of a list, a name or a value of a map, one of several shapes. */
type Step =
  | { readonly field: string }
  | { readonly shape: number }
  | { readonly into: 'item' | 'name' | 'value' };

/** One place of a request that takes a text, at any depth. */
export interface Slot {
  /** `GET /users/{id}`. */
  readonly route: string;
  readonly where: 'path' | 'query' | 'body';
  /** The name of the parameter or field; of a nested one, of the innermost field. */
  readonly name: string;
  /** How to get there in the body; empty for parameters. */
  readonly steps: readonly Step[];
  readonly body: Schema | undefined;
}

/** What is sent: `GET /users?from=2026-11-20`. */
export interface SlotRequest {
  readonly request: string;
  readonly body?: unknown;
}

/** Steps into a body beyond which nothing is looked for. */
const DEEPEST = 8;

const REFERENCE = /^#\/components\/schemas\/(\w+)$/;

/** Every operation with its method, named schemas in the place of their names. */
export function operationsOf({
  paths,
  components: { schemas = {} } = {},
}: ApiDocument): (readonly [route: string, Operation])[] {
  const named = new Map<string, unknown>();
  const whole = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(whole);
    const { $ref: reference, ...beside } = value as Readonly<Record<string, unknown>>;
    const name = typeof reference === 'string' ? REFERENCE.exec(reference)?.[1] : undefined;
    if (name === undefined) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, whole(v)]));
    if (!named.has(name)) named.set(name, whole(schemas[name]));
    return { ...(named.get(name) as object), ...beside };
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, whole(operation) as Operation] as const,
    ),
  );
}

/** Every place of every route that takes a text. */
export function textSlotsOf(document: ApiDocument): Slot[] {
  return operationsOf(document).flatMap(([route, operation]) => {
    const parameters = (operation.parameters ?? [])
      .filter(({ in: where, schema = {} }) => (where === 'path' || where === 'query') && isText(schema))
      .map(({ name, in: where }): Slot => {
        return { route, where: where === 'path' ? 'path' : 'query', name, steps: [], body: undefined };
      });
    const body = operation.requestBody?.content['application/json']?.schema;
    const fields = body ? textsOf(body, [], '') : [];
    return [
      ...parameters,
      ...fields.map(({ steps, name }): Slot => ({ route, where: 'body', name, steps, body })),
    ];
  });
}

function isText({ type, enum: values, const: only, anyOf, oneOf }: Schema): boolean {
  if (values || only !== undefined) return false;
  return type === 'string' || ((anyOf ?? oneOf)?.some(isText) ?? false);
}

function textsOf(
  schema: Schema,
  steps: readonly Step[],
  name: string,
): { readonly steps: readonly Step[]; readonly name: string }[] {
  if (steps.length > DEEPEST) return [];
  const shapes = shapesOf(schema);
  if (shapes.some(isText)) return [{ steps, name }];
  if (shapes.length > 1 || shapes[0] !== schema)
    return shapes.flatMap((one, shape) => textsOf(one, [...steps, { shape }], name));
  const fields = Object.entries(schema.properties ?? {}).flatMap(([field, one]) =>
    textsOf(one, [...steps, { field }], field),
  );
  const items = schema.items ? textsOf(schema.items, [...steps, { into: 'item' }], name) : [];
  const more = schema.additionalProperties;
  const map =
    typeof more === 'object'
      ? [
          { steps: [...steps, { into: 'name' as const }], name },
          ...textsOf(more, [...steps, { into: 'value' }], name),
        ]
      : [];
  return [...fields, ...items, ...map];
}

function shapesOf(schema: Schema): readonly Schema[] {
  return schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [schema];
}

const PLAIN_PATH: Readonly<Record<string, string>> = { dimension: 'model', type: 'episode', id: 'ep-7' };

/** A request with a value in a slot, beside it what its route asks for. */
export function requestWith(slot: Slot, value: string): SlotRequest {
  const [method = 'GET', path = ''] = slot.route.split(' ');
  // A URL carries no half of a character.
  const inUrl = encodeURIComponent(value.toWellFormed());
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    slot.where === 'path' && slot.name === name ? inUrl : (PLAIN_PATH[name] ?? 'x'),
  );
  const request = `${method} ${filled}${slot.where === 'query' ? `?${slot.name}=${inUrl}` : ''}`;
  if (method === 'GET' || method === 'DELETE') return { request };
  return { request, body: slot.body ? bodyWith(slot.body, slot.steps, value) : {} };
}

function bodyWith(schema: Schema, [step, ...rest]: readonly Step[], value: string): unknown {
  if (!step) return value;
  if ('shape' in step) return bodyWith(shapesOf(schema)[step.shape] ?? {}, rest, value);
  if ('field' in step) {
    const inner = bodyWith(schema.properties?.[step.field] ?? {}, rest, value);
    return { ...requiredOf(schema), [step.field]: inner };
  }
  if (step.into === 'item') return [bodyWith(schema.items ?? {}, rest, value)];
  const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  return step.into === 'name' ? { [value]: plainOf(more) } : { x: bodyWith(more, rest, value) };
}

function requiredOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  return Object.fromEntries(required.map((name) => [name, plainOf(properties[name] ?? {})]));
}

const PLAIN_TEXTS = ['2026-11-20', '2026-11', '2026-11-20T10:00:00Z', '1.5', 'user-1', 'EUR', 'openai'];

/** The plainest value that a schema takes, as far as it says. */
function plainOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first = schema] = shapesOf(schema);
  if (first !== schema) return plainOf(first);
  if (schema.type === 'object') return requiredOf(schema);
  if (schema.type === 'array') return schema.items ? [plainOf(schema.items)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return false;
  const { pattern } = schema;
  return PLAIN_TEXTS.find((text) => pattern === undefined || new RegExp(pattern, 'u').test(text)) ?? 'x';
}
