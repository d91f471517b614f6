import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server } from 'node:http';

const THIS_MACHINE = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A secret for the path of an address: only a reader of the endpoints file knows it. */
export function pathSecret(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Why a request is refused before anything reads it, or undefined. A page of elsewhere that reaches this machine
 * by a name of its own (DNS rebinding) sends that name as Host; only the name is compared, so that a forwarded
 * port works. `origins`: whether calls of pages from elsewhere are refused too.
 */
export function refusalOf(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  origins: boolean,
): string | undefined {
  if (host === undefined || !isThisMachine(`http://${host}`))
    return 'the local system answers only as 127.0.0.1 or localhost';
  if (origins && origin !== undefined && !isThisMachine(origin))
    return 'this part of the local system answers no page of another origin';
  return undefined;
}

function isThisMachine(address: string): boolean {
  return URL.canParse(address) && THIS_MACHINE.has(new URL(address).hostname);
}

/** The rest of a path below `/SECRET`, beginning with a slash, or undefined where the secret is not there. */
export function belowSecret(url: string, secret: string): string | undefined {
  const given = Buffer.from(url.slice(1, 1 + secret.length));
  const wanted = Buffer.from(secret);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const rest = url.slice(1 + secret.length);
  if (rest === '' || rest.startsWith('/')) return rest === '' ? '/' : rest;
  return rest.startsWith('?') ? `/${rest}` : undefined;
}

/** Takes the secret off the address of a request, or answers why it is refused. */
export type Admit<Request extends Addressed = IncomingMessage> = (request: Request) => string | undefined;

/** What the guard looks at of a request, and where it leaves the rest of the path. */
export interface Addressed {
  readonly headers: IncomingMessage['headers'];
  url?: string | undefined;
}

/** Admits requests below any of these secrets, from this machine; `takes` says which paths belong to each. */
export function admitBelow(
  secrets: readonly { readonly secret: string; readonly takes: (path: string) => boolean }[],
): Admit<Addressed> {
  return (request) => {
    const refusal = refusalOf(request.headers, true);
    if (refusal !== undefined) return refusal;
    for (const { secret, takes } of secrets) {
      const rest = belowSecret(request.url ?? '', secret);
      if (rest === undefined || !takes(rest)) continue;
      request.url = rest;
      return undefined;
    }
    return 'use the address that the endpoints file names: its path is a secret';
  };
}

/** Puts `admit` before whatever answers the requests of a server. */
export function guardServer(server: Server, admit: Admit): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on(
    'request',
    guarded(admit, (...both) => listeners.forEach((listener) => listener(...both))),
  );
}

/** A listener that answers 403 to what `admit` refuses. */
export function guarded(admit: Admit, listener: RequestListener): RequestListener {
  return (request, response) => {
    const refusal = admit(request);
    if (refusal === undefined) {
      listener(request, response);
      return;
    }
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: refusal });
    response.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
    response.end(body);
  };
}
