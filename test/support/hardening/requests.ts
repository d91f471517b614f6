import type { LedgerSettings } from '../../../contracts/ledger-settings.ts';
import { openApiOf } from '../../../lambdas/api/openapi.ts';
import type { Route } from '../../../lambdas/api/route.ts';

/** One parameter or field that a request can carry, from the OpenAPI document of the routes. */
export interface Slot {
  /** `GET /users/{id}`. */
  readonly route: string;
  readonly where: 'path' | 'query' | 'body';
  readonly name: string;
  readonly schema: JsonSchema;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly maxLength?: number;
}

interface Operation {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

/** Settings of a ledger without limits, so that many requests can be made. */
export const UNLIMITED: Partial<LedgerSettings> = { requestsPerMinute: 0, recordsPerMinute: 0 };

/** Every slot of every route. */
export function slotsOf(routes: readonly Route[]): Slot[] {
  const { paths } = openApiOf(routes) as unknown as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const route = `${method.toUpperCase()} ${path}`;
      const parameters = operation.parameters.map(({ name, in: where, schema }) => ({
        route,
        where,
        name,
        schema,
      }));
      const body = operation.requestBody?.content['application/json']?.schema;
      const fields = Object.entries(fieldsOf(body)).map(([name, schema]): Slot => ({
        route,
        where: 'body',
        name,
        schema,
      }));
      return [...parameters, ...fields];
    }),
  );
}

/** The fields of an object, or of the first object among several. */
function fieldsOf(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  if (schema?.properties) return schema.properties;
  return schema?.anyOf?.map(fieldsOf).find((fields) => Object.keys(fields).length > 0) ?? {};
}

/** True for a slot that takes a text. */
export function takesText({ schema }: Slot): boolean {
  return isText(schema);
}

function isText({ type, enum: values, anyOf }: JsonSchema): boolean {
  if (values) return false;
  return type === 'string' || (anyOf?.some(isText) ?? false);
}

/** A request that puts a value into a slot, and harmless ones into the path's other variables. */
export function requestWith(
  slot: Slot,
  value: string,
): { readonly request: string; readonly body?: unknown } {
  const [method = 'GET', path = ''] = slot.route.split(' ');
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    slot.where === 'path' && slot.name === name ? encodeURIComponent(value) : (PLAIN[name] ?? 'x'),
  );
  if (slot.where === 'query') {
    return {
      request: `${method} ${filled}?${slot.name}=${encodeURIComponent(value)}`,
      ...bodyOf(method, {}),
    };
  }
  return {
    request: `${method} ${filled}`,
    ...bodyOf(method, slot.where === 'body' ? { [slot.name]: value } : {}),
  };
}

const PLAIN: Readonly<Record<string, string>> = { dimension: 'model', type: 'episode', id: 'ep-7' };

function bodyOf(method: string, body: object): { readonly body?: object } {
  return method === 'GET' || method === 'DELETE' ? {} : { body };
}
