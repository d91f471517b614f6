import { withoutKeys } from '../../contracts/feed-address.ts';
import { Buffer } from 'node:buffer';

/** A host that does not answer by then is asked again at the next look. */
const TIMEOUT_MS = 15_000;

/**
 * The text at an address, of `most` bytes at most. Follows redirects, as release pages need them, but to no address
 * that is less secure. Rejects with an Error that names the address, without the keys that it may hold, and what is
 * wrong with its answer: readers see why a look failed.
 */
export async function fetchText(url: string, most: number): Promise<string> {
  const response = await ask(url);
  if (!response.ok) throw failure(`${url} answers ${response.status}`);
  if (url.startsWith('https:') && !response.url.startsWith('https:'))
    throw failure(`${url} leads to ${response.url}, which is not https`);
  if (!response.body) throw failure(`${url} answers nothing`);
  return Buffer.concat(await partsOf(response.body, url, most)).toString();
}

async function partsOf(body: ReadableStream<Uint8Array>, url: string, most: number): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      parts.push(part);
      // Leaving the loop ends the stream.
      if (bytes > most) break;
    }
  } catch (error) {
    throw failure(`${url} ends before its end: ${reasonOf(error)}`);
  }
  if (bytes > most) throw failure(`${url} answers more than ${most} bytes`);
  return parts;
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: 'application/json, text/xml;q=0.9, */*;q=0.5', 'user-agent': 'costkeeper' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw failure(`${url} does not answer: ${reasonOf(error)}`);
  }
}

/** What `fetch` means by "fetch failed" and "terminated" is in the cause: no such host, refused, too many redirects. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

/** An Error without a cause: that of an address with a password would show it in the log. */
function failure(message: string): Error {
  return new Error(withoutKeys(message));
}
