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
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    // Leaving the loop ends the stream.
    if (bytes > most) throw failure(`${url} answers more than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: 'application/json, text/xml;q=0.9, */*;q=0.5', 'user-agent': 'costkeeper' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw failure(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** An Error without a cause: that of an address with a password would show it in the log. */
function failure(message: string): Error {
  return new Error(withoutKeys(message));
}
