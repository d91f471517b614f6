import type { ProviderCall } from './billable-call.ts';

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function formFields(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  form.forEach((value, name) => {
    if (typeof value === 'string') fields[name] = value;
  });
  return fields;
}

/** The fields of a JSON or form body; none of what is neither. */
export function bodyFields(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') return parseJson(body);
  if (body instanceof FormData) return formFields(body);
  if (body instanceof Uint8Array) return parseJson(new TextDecoder().decode(body));
  return {};
}

/** Reads what `fetch` is called with; nothing for what cannot be read, which is then passed on untouched. */
export function readCall(input: unknown, init: RequestInit | undefined): ProviderCall | undefined {
  try {
    const request = input instanceof Request ? input : undefined;
    return {
      method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
      url: new URL(request?.url ?? String(input)),
      headers: new Headers(init?.headers ?? request?.headers),
      body: bodyFields(init?.body),
    };
  } catch {
    return undefined;
  }
}

/** A longer body of a request is a file: the answer has to name the model then. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The call with the body of a `Request`, which SDKs give to `fetch` instead of an address and options; the request
 * itself stays unread. The same call where there is none, or where it cannot be read.
 */
export async function withRequestBody(
  call: ProviderCall,
  input: unknown,
  init: RequestInit | undefined,
): Promise<ProviderCall> {
  const isRead =
    !(input instanceof Request) || input.body === null || (init?.body ?? undefined) !== undefined;
  if (isRead || !(call.headers.get('content-type') ?? '').includes('json')) return call;
  if (Number(call.headers.get('content-length') ?? 0) > MOST_BODY_BYTES) return call;
  try {
    return { ...call, body: bodyFields(await input.clone().text()) };
  } catch {
    // A body that was used before cannot be sent either: fetch says so to the application.
    return call;
  }
}

/** Pictures and sound inside a request are long and have no spaces; their tokens cannot be guessed. */
export function isEncodedFile(text: string): boolean {
  return text.length > 2000 && !text.slice(0, 2000).includes(' ');
}

/** Characters of all texts below a value: enough for a guess at its tokens. */
export function charactersIn(value: unknown): number {
  if (typeof value === 'string') return isEncodedFile(value) ? 0 : value.length;
  if (value instanceof Uint8Array) return 0;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  for (const part of Object.values(value)) count += charactersIn(part);
  return count;
}

/** About four characters a token: a guess for streams that end before they tell. */
export function guessTokens(characters: number): number {
  return Math.ceil(characters / 4);
}
