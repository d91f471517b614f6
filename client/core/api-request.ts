/** A bearer token, or a function that gives the current one (asked for every request). */
export type TokenSource = string | (() => string | Promise<string>);

/** Where the API is and how to be let in. */
export interface ApiAccess {
  /** As the ledger prints it, ending in `/cost-tracking`. */
  apiUrl: string;
  token?: TokenSource | undefined;
  /** Replaces the global fetch, for signing requests or for tests. */
  fetch?: typeof fetch | undefined;
  timeoutMs?: number | undefined;
}

/**
 * An answer that is not a success: problem+json from the ledger, or the gateway's own `{"message"}`. Of status 200:
 * one that is no answer of the ledger.
 */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** The kind of problem, such as `urn:costkeeper:not-found`; undefined for answers of the gateway itself. */
  readonly type: string | undefined;
  /** The body as it came. */
  readonly problem: unknown;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, problem: unknown, retryAfterMs: number | undefined) {
    super(message);
    this.status = status;
    this.type = textField(problem, 'type');
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No token or credentials could be had to ask with: the application's own source of them failed. */
export class SignInError extends Error {
  override name = 'SignInError';
}

/** Asks the application's source of tokens. Throws SignInError when it fails, with the source's error as cause. */
async function bearerOf(token: TokenSource | undefined): Promise<string | undefined> {
  if (typeof token !== 'function') return token;
  try {
    return await token();
  } catch (error) {
    throw new SignInError(`the token could not be had: ${String(error)}`, { cause: error });
  }
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** A field of a body when it is a text. */
function textField(body: unknown, field: 'type' | 'detail' | 'title' | 'message'): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const text = (body as Partial<Record<typeof field, unknown>>)[field];
  return typeof text === 'string' ? text : undefined;
}

function detailOf(body: unknown): string | undefined {
  return textField(body, 'detail') ?? textField(body, 'title') ?? textField(body, 'message');
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/**
 * One request to the API.
 * @param path below `apiUrl`, with its query, already encoded
 * @param body an object, or text that is JSON already
 * @throws ApiError for an answer of 400 and above; SignInError without a token to ask with; the fetch's own error if
 * there was no answer
 */
export async function callApi(
  access: ApiAccess,
  method: string,
  path: string,
  body?: object | string,
): Promise<unknown> {
  const bearer = await bearerOf(access.token);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const send = access.fetch ?? fetch;
  const response = await send(access.apiUrl.replace(/\/+$/, '') + path, {
    method,
    headers,
    signal: AbortSignal.timeout(access.timeoutMs ?? 10_000),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = parseBody(await response.text());
  if (response.ok) return answer;
  const detail = detailOf(answer) ?? response.statusText;
  const message = `${method} ${path.split('?')[0]} answered ${response.status}: ${detail}`;
  throw new ApiError(response.status, message, answer, retryAfter(response));
}

/**
 * A request whose answer is an object of the ledger.
 * @throws what `callApi` throws; ApiError too for an answer of something else, such as the page of a web site
 */
export async function callLedger<T extends object>(
  access: ApiAccess,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await callApi(access, method, path, body);
  if (typeof answer === 'object' && answer !== null) return answer as T;
  const said = `${method} ${path.split('?')[0]} was not answered by the ledger: apiUrl ends in /cost-tracking`;
  throw new ApiError(200, said, answer, undefined);
}
