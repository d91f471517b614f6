import { lookup as lookUp } from 'node:dns';
import { request as sendHttp } from 'node:http';
import { request as sendHttps, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Poster } from '../../core/alerts/channel-ports.ts';
import { CannotDeliverError, OutcomeUnknownError } from '../../core/alerts/alert-ports.ts';
import { isPrivateAddress } from '../../core/budgets/webhook-address.ts';
import { UnavailableError } from '../../core/errors.ts';

/** An answer that takes longer is lost. */
const ANSWER_MS = 8_000;

/** Failures before anything was sent. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
]);

/** All addresses of a name, as `dns.lookup` with `all` gives them. */
type Resolve = (
  hostname: string,
  answer: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

const systemResolve: Resolve = (hostname, answer) => lookUp(hostname, { all: true }, answer);

class PrivateHostError extends Error {}

function privateHost(): CannotDeliverError {
  return new CannotDeliverError('the webhook’s host points into a private network');
}

/**
 * Posts once and follows no redirect. A name is resolved here and the connection goes to the address that was
 * looked at: a name that points into a private network, then or at another moment, is refused. `development`
 * allows this machine and private networks. Messages of errors never name the address: it is a secret.
 */
export function webhookPoster(development: boolean, resolve: Resolve = systemResolve): Poster {
  const lookup: LookupFunction = (hostname, options, answer) =>
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || first === undefined) answer(error ?? new Error('the name has no address'), '', 0);
      else if (!development && addresses.some(({ address }) => isPrivateAddress(address)))
        answer(new PrivateHostError('private'), '', 0);
      else if (options.all) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  return {
    post: async (url, headers, body) => {
      // An address in the place of a name is not looked up.
      const address = url.hostname.replace(/^\[|\]$/g, '');
      if (!development && isIP(address) !== 0 && isPrivateAddress(address)) throw privateHost();
      const status = await send(url, { ...headers, 'content-type': 'application/json' }, body, lookup);
      if (status >= 200 && status < 300) return;
      const redirect = status >= 300 && status < 400 ? ': redirects are not followed' : '';
      throw new UnavailableError(`the webhook answered ${status}${redirect}`);
    },
  };
}

async function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  lookup: LookupFunction,
): Promise<number> {
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup,
    signal: AbortSignal.timeout(ANSWER_MS),
    agent: false,
  };
  try {
    return await new Promise<number>((resolve, reject) => {
      const request = (url.protocol === 'http:' ? sendHttp : sendHttps)(url, options, (response) => {
        // Nothing of the answer is wanted, however long it is.
        response.destroy();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(body);
    });
  } catch (error) {
    if (error instanceof PrivateHostError) throw privateHost();
    const code = codeOf(error);
    if (NOT_SENT.has(code)) throw new UnavailableError(`the webhook cannot be reached (${code})`);
    throw new OutcomeUnknownError(`the webhook gave no answer (${code})`);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
