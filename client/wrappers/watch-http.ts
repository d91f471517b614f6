import type { ClientRequest, IncomingMessage } from 'node:http';
import { isMetered } from './metered-mark.ts';
import { subscribeAll, type Begin, type Watched } from './watched-channels.ts';

/**
 * Watches the requests of `node:http` and `node:https`, and so of axios, got and node-fetch. Before Node 22.12 their
 * bodies are not told when they are written, and the answer alone says what was asked.
 * @returns a function that ends it
 */
export function watchHttp(begin: Begin): () => void {
  const requests = new WeakMap<object, Watched>();
  const seen = (request: ClientRequest): Watched | undefined => {
    if (requests.has(request) || isMetered()) return undefined;
    const watched = begin(request.method, `${request.protocol}//${hostOf(request)}${request.path}`);
    if (watched) requests.set(request, watched);
    return watched;
  };
  return subscribeAll({
    'http.client.request.created': ({ request }: { request: ClientRequest }) => {
      const watched = seen(request);
      if (watched) listenToBody(request, watched);
    },
    'http.client.request.start': ({ request }: { request: ClientRequest }) => void seen(request),
    'http.client.response.finish': (message: { request: ClientRequest; response: IncomingMessage }) => {
      const watched = requests.get(message.request);
      if (watched) listenToAnswer(message.response, watched);
    },
    'http.client.request.error': (message: { request: ClientRequest; error: unknown }) =>
      requests.get(message.request)?.broke(message.error),
  });
}

function hostOf(request: ClientRequest): string {
  const host = request.getHeader('host');
  return typeof host === 'string' ? host : request.host;
}

/** Hears what the application writes: both of its ways lead past here once. */
function listenToBody(request: ClientRequest, watched: Watched): void {
  for (const name of ['write', 'end'] as const) {
    const written = request[name].bind(request) as (...args: unknown[]) => unknown;
    Object.defineProperty(request, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        watched.wrote(args[0]);
        return written(...args);
      },
    });
  }
}

/** Hears what the parser pushes, whether and however the application reads it. */
function listenToAnswer(response: IncomingMessage, watched: Watched): void {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  watched.answered({
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
  });
  const push = response.push.bind(response);
  response.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null) watched.ended();
    else if (chunk instanceof Uint8Array) watched.received(chunk);
    return push(chunk, encoding);
  };
  response.once('close', () => watched.broke(new Error('the answer was left')));
}
