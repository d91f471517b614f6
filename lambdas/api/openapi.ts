import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import { problemSchema } from '../../contracts/api/problems.ts';
import type { documentSchema } from '../../contracts/api/status.ts';
import { jsonSchema, namedComponents } from './components.ts';
import type { Access, Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

type Components = ReturnType<typeof namedComponents>;

/** Every read knows it: amounts are converted and the rate is named as `currency`. */
const RATE_DATE = {
  type: 'string',
  format: 'date',
  description: 'with currency: by the rate of this day, or the newest before it',
};
const CURRENCY = { type: 'string', description: 'ISO 4217 code: amounts in this currency' };

const WHO: Readonly<Record<Access, string>> = {
  open: 'No token needed.',
  token: 'Any token.',
  own: 'cost-admins and cost-readers; anybody else for its own user id; functions with IAM below /service.',
  readers: 'cost-admins and cost-readers; functions with IAM below /service.',
  writers: 'cost-admins and cost-writers; functions with IAM below /service.',
  staff: 'cost-admins, cost-readers and cost-writers; functions with IAM below /service.',
  spenders:
    'cost-admins and cost-writers; anybody else for its own user id; functions with IAM below /service.',
  admins: 'cost-admins.',
};

/** The OpenAPI 3.1 document of the routes, made from the schemas that check them. */
export function openApiOf(routes: readonly Route[]): AnswerOf<typeof documentSchema> {
  const paths: Record<string, Record<string, Json>> = {};
  const components = namedComponents();
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, components),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Costkeeper',
      version: '1',
      description:
        'What AI and cloud calls cost, by user, resource, group and tag. Amounts are decimal strings in USD, times ISO 8601 in UTC.',
    },
    // Relative to the document itself.
    servers: [{ url: '.' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: components.schemas(),
    },
  };
}

function operationOf(route: Route, { refOf }: Components): Json {
  const id = operationId(route);
  const named = id.slice(0, 1).toUpperCase() + id.slice(1);
  return {
    summary: route.summary,
    description: WHO[route.access],
    operationId: id,
    tags: [route.path.split('/')[1]],
    ...(route.access === 'open' ? { security: [] } : {}),
    parameters: [...pathParameters(route.path), ...queryParameters(route)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: refOf(route.body, `${named}Body`) } },
          },
        }
      : {}),
    responses: {
      [route.status]: {
        description: 'Done',
        content: {
          [route.contentType]: {
            // A page or a file has no shape that a name would help.
            schema:
              route.contentType === 'application/json'
                ? refOf(route.answer, `${named}Answer`)
                : jsonSchema(route.answer),
          },
        },
      },
      ...(route.method === 'GET' && route.access !== 'open'
        ? { 304: { description: 'As you have it' } }
        : {}),
      default: {
        description: 'Not done',
        content: { 'application/problem+json': { schema: refOf(problemSchema, 'Problem') } },
      },
    },
  };
}

/** `GET /users/{id}/entries` is `getUsersByIdEntries`. */
function operationId({ method, path }: Route): string {
  const words = path
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^a-zA-Z]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(route: Route): Json[] {
  const { properties = {}, required = [] } = jsonSchema(route.query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const read: Record<string, Json> =
    route.method === 'GET' && route.access !== 'open' ? { currency: CURRENCY, rateDate: RATE_DATE } : {};
  return Object.entries({ ...properties, ...read }).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}
