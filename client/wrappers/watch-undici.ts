import { isMetered } from './metered-mark.ts';
import type { AnswerHead } from './watched-request.ts';
import { subscribeAll, type Begin, type Watched } from './watched-channels.ts';

/** What undici tells of a request: its own class, of which this is used. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL | undefined;
  readonly path: string;
}
interface UndiciResponse {
  readonly statusCode: number;
  /** Names and values in turn. */
  readonly headers: readonly (Uint8Array | string)[];
}

/**
 * Watches the requests of undici: Node's own and, as all copies use the same channels, that of npm. One that does not
 * tell the bodies of answers (before 7.11) is counted as not covered.
 * @returns a function that ends it
 */
export function watchUndici(begin: Begin): () => void {
  const requests = new WeakMap<object, Watched & { heard?: true }>();
  const of = (message: { request?: object }) => message.request && requests.get(message.request);
  return subscribeAll({
    'undici:request:create': ({ request }: { request: UndiciRequest }) => {
      if (isMetered()) return;
      const watched = begin(request.method, `${String(request.origin)}${request.path}`);
      if (watched) requests.set(request, watched);
    },
    'undici:request:bodyChunkSent': (message: { request: object; chunk: unknown }) =>
      of(message)?.wrote(message.chunk),
    'undici:request:headers': (message: { request: object; response: UndiciResponse }) => {
      const { statusCode } = message.response;
      if (statusCode >= 200) of(message)?.answered(headOf(message.response));
    },
    'undici:request:bodyChunkReceived': (message: { request: object; chunk: Uint8Array }) => {
      const watched = of(message);
      if (watched) watched.heard = true;
      watched?.received(message.chunk);
    },
    'undici:request:trailers': (message: { request: object }) => {
      const watched = of(message);
      if (watched?.heard) watched.ended();
      else watched?.countUncovered();
    },
    'undici:request:error': (message: { request: object; error: unknown }) =>
      of(message)?.broke(message.error),
  });
}

function headOf({ statusCode, headers }: UndiciResponse): AnswerHead {
  const texts = headers.map((item) => (typeof item === 'string' ? item : new TextDecoder().decode(item)));
  const pairs = texts.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), texts[index + 1] ?? ''] as const] : [],
  );
  return { status: statusCode, headers: Object.fromEntries(pairs) };
}
