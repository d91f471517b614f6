import type { Endpoints } from '../local/endpoints.ts';

/** A mail as the inbox of a local system answers it. */
export interface SentMail {
  readonly subject: string;
  readonly destination: { readonly to: readonly string[] };
  readonly body: { readonly text?: string; readonly html?: string };
}

/** Calls a local system's API as an administrator. Throws an Error with the answer's own words above 399. */
export async function callAsAdmin<T = Record<string, unknown>>(
  { api, tokens }: Pick<Endpoints, 'api' | 'tokens'>,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(api + path, {
    method,
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Every mail that a local system has sent. */
export async function readMails({ mail }: Pick<Endpoints, 'mail'>): Promise<SentMail[]> {
  return ((await (await fetch(mail)).json()) as { emails: SentMail[] }).emails;
}
