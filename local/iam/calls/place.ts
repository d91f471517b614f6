import type { Context } from '../conditions.ts';

/** Where calls go: parts of every ARN. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

/** What every call brings: embedded parts speak plain HTTP on this machine's loopback, which counts as TLS. */
export const BY_TLS: Context = { 'aws:securetransport': 'true' };

/** The access key of a request's signature, in its header or, of a signed link, in its query. */
export function accessKeyOf(authorization: string | undefined, url: string): string | undefined {
  const inHeader = /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
  if (inHeader !== undefined) return inHeader;
  return /[?&]X-Amz-Credential=([^&/%]+)/i.exec(url)?.[1];
}
