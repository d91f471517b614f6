import type { SmokeTarget } from './target.ts';

/** An answer of the API, its body read as JSON where it is JSON. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Where = Pick<SmokeTarget, 'api' | 'token' | 'origin'>;

/**
 * Calls the API as a page of another origin does.
 * @throws Error that names the call and its answer when that is no 2xx; a 404 is answered where `missing` allows it
 */
export async function callApi(
  { api, token, origin }: Where,
  method: string,
  path: string,
  { body, missing = false }: { readonly body?: object; readonly missing?: boolean } = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok && !(missing && response.status === 404)) {
    throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  }
  checkOrigin(`${method} ${path}`, response.headers, origin);
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

/**
 * Asks as a browser does before it calls with a token: no token, the method and headers that will come.
 * @throws Error that says what a browser would stop at
 */
export async function preflight({ api, origin }: Omit<Where, 'token'>, path: string): Promise<string> {
  const response = await fetch(`${api}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  const text = await response.text();
  const called = `OPTIONS ${path} from ${origin}`;
  if (!response.ok) throw new Error(`${called} answered ${response.status}: ${text.slice(0, 500)}`);
  checkOrigin(called, response.headers, origin);
  needs(called, response.headers, 'access-control-allow-methods', 'get');
  needs(called, response.headers, 'access-control-allow-headers', 'authorization');
  return `${response.status} for ${origin}`;
}

function checkOrigin(called: string, headers: Headers, origin: string): void {
  const allowed = headers.get('access-control-allow-origin');
  if (allowed === '*' || allowed === origin) return;
  throw new Error(`${called}: a browser stops here, access-control-allow-origin is ${allowed ?? 'missing'}`);
}

function needs(called: string, headers: Headers, name: string, value: string): void {
  const values = (headers.get(name) ?? '').toLowerCase().split(/\s*,\s*/);
  // "*" does not cover authorization, and stands for every method only where no credentials are sent.
  if (values.includes(value) || (values.includes('*') && value !== 'authorization')) return;
  throw new Error(`${called}: a browser stops here, ${name} does not name ${value}`);
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
