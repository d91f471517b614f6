import { AsyncLocalStorage } from 'node:async_hooks';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { UsageRecorder } from '../core/wrapper-ports.ts';
import { observerOf } from './answer-observer.ts';
import { Attempt } from './attempt.ts';
import { FREE, type BillableCall, type Endpoint, type ProviderCall } from './billable-call.ts';
import { bodyFields, MOST_BODY_BYTES } from './provider-call.ts';
import type { BodyObserver } from './tapped-body.ts';
import { routeOf } from './uncovered-route.ts';

/** What is known of a request when it begins. */
export interface BegunRequest {
  readonly method: string;
  readonly url: URL;
}

/** What an answer says before its body. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One request to a known host that passes beside `fetch`, told piece by piece as it goes and comes. It is recorded in
 * the context in which it began; nothing of it is changed.
 */
export class WatchedRequest {
  readonly #recorder: UsageRecorder;
  readonly #endpoint: Endpoint;
  readonly #begun: BegunRequest;
  readonly #inContext = AsyncLocalStorage.snapshot();
  readonly #started = performance.now();
  #sent: Uint8Array[] = [];
  #sentBytes = 0;
  #attempt: Attempt | undefined;
  #observer: BodyObserver | undefined;
  #over = false;

  constructor(recorder: UsageRecorder, endpoint: Endpoint, begun: BegunRequest) {
    this.#recorder = recorder;
    this.#endpoint = endpoint;
    this.#begun = begun;
  }

  /** A piece of the request's body. */
  wrote(chunk: unknown): void {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (!(bytes instanceof Uint8Array)) return;
    this.#sentBytes += bytes.byteLength;
    if (this.#sentBytes > MOST_BODY_BYTES) this.#sent = [];
    else this.#sent.push(bytes);
  }

  /** The answer begins. */
  answered({ status, headers }: AnswerHead): void {
    const call = this.#billable(/event-?stream/.test(headers['content-type'] ?? ''));
    if (call === undefined) return;
    const attempt = this.#begin(call);
    const response = new Response(null, { status, headers });
    if (!response.ok) {
      this.#over = true;
      attempt.failed({ status });
      return;
    }
    const known = call.fromHeaders?.(response);
    const observer = known ? undefined : observerOf(attempt, call, response, false);
    if (observer) this.#observer = decoded(observer, headers['content-encoding']);
    else attempt.done(known ? [known] : []);
  }

  /** A piece of the answer's body. */
  received(chunk: Uint8Array): void {
    if (!this.#over) this.#observer?.chunk(chunk);
  }

  /** The answer is complete. */
  ended(): void {
    if (this.#over) return;
    this.#over = true;
    this.#observer?.end();
  }

  /** The request failed, or its answer was left. */
  broke(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#observer) {
      this.#observer.cut(error);
      return;
    }
    const call = this.#attempt ? undefined : this.#billable();
    if (call !== undefined) this.#begin(call).threw(error);
  }

  /** Counts the call as one whose cost is not recorded. */
  countUncovered(): void {
    if (this.#over) return;
    this.#over = true;
    const call = this.#call();
    if (call.method === 'POST' && this.#read(call) !== FREE) this.#recorder.countUncovered?.(routeOf(call));
  }

  #call(): ProviderCall {
    const joined = new Uint8Array(this.#sent.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let at = 0;
    for (const piece of this.#sent) {
      joined.set(piece, at);
      at += piece.byteLength;
    }
    return { ...this.#begun, headers: new Headers(), body: bodyFields(joined) };
  }

  #read(call: ProviderCall): ReturnType<Endpoint> {
    try {
      return this.#endpoint(call);
    } catch {
      // A fault of a reader is a call that it does not know.
      return undefined;
    }
  }

  /** @param streams the answer is a stream, whatever is known of the request's body */
  #billable(streams = false): BillableCall | undefined {
    const told = this.#call();
    const call = streams ? { ...told, body: { ...told.body, stream: true } } : told;
    this.#sent = [];
    const read = this.#read(call);
    if (read === undefined && call.method === 'POST') this.#recorder.countUncovered?.(routeOf(call));
    if (read === undefined || read === FREE) this.#over = true;
    return read === FREE ? undefined : read;
  }

  #begin(call: BillableCall): Attempt {
    this.#attempt = this.#inContext(() => new Attempt(this.#recorder, call, undefined, this.#started));
    return this.#attempt;
  }
}

/** The observer of a body that is packed: it sees it unpacked. */
function decoded(observer: BodyObserver, encoding: string | undefined): BodyObserver {
  const stream = decoderOf(encoding?.trim().toLowerCase());
  if (stream === undefined) return observer;
  let over = false;
  stream.on('data', (bytes: Uint8Array) => void observer.chunk(bytes));
  stream.once('end', () => void (over ? undefined : observer.end()));
  stream.once('error', (error) => {
    if (!over) observer.cut(error);
    over = true;
  });
  return {
    chunk: (bytes) => {
      stream.write(bytes);
      return bytes;
    },
    end: () => {
      stream.end();
      return new Uint8Array();
    },
    cut: (error) => {
      if (!over) observer.cut(error);
      over = true;
      stream.destroy();
    },
  };
}

function decoderOf(encoding: string | undefined) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : undefined;
}
