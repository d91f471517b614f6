import { Buffer } from 'node:buffer';
import { Agent, type ClientRequest, type IncomingMessage, request as askPlainly } from 'node:http';
import { Agent as TlsAgent, request as askByTls } from 'node:https';

/** A call of the table as it travels. */
export interface WireRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What the table said, with any status. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

const CONNECTIONS = { keepAlive: true, maxSockets: 50 };
/** The table takes a connection in a third of the time of an answer. */
const ANSWERS_PER_CONNECTION = 3;
/** Codes of a connection that was closed, which HTTP calls a time-out as well. */
export const CLOSED: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);
/** Codes of a connection that ended, by either side or by time. */
const ENDED: ReadonlySet<unknown> = new Set([...CLOSED, 'ETIMEDOUT']);

/**
 * Sends calls of the table over connections that are kept. The SDK's handler is for every body and service: its timers,
 * listeners and streams take as long as Node's HTTP itself (`npm run bench -- calls`).
 */
export class TableHttp {
  readonly answerMs: number;
  readonly #plain = new Agent(CONNECTIONS);
  readonly #tls = new TlsAgent(CONNECTIONS);

  /** `answerMs`: how long it waits for the beginning of an answer, and for each further part of it. */
  constructor(answerMs: number) {
    this.answerMs = answerMs;
  }

  /** Rejects with a TimeoutError where an answer does not come in time, or a connection ends before it. */
  handle({
    protocol,
    hostname,
    port,
    path,
    headers,
    body,
  }: WireRequest): Promise<{ response: WireResponse }> {
    const about = { method: 'POST', hostname, port, path, headers };
    const call =
      protocol === 'https:'
        ? askByTls({ ...about, agent: this.#tls })
        : askPlainly({ ...about, agent: this.#plain });
    const answered = answerOf(call, this.answerMs);
    // A text, which Node sends in one piece with the headers.
    call.end(body);
    return answered;
  }

  destroy(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }
}

/** One timer watches a call: first over its connection, then over its answer, which nearly always come before. */
function answerOf(call: ClientRequest, answerMs: number): Promise<{ response: WireResponse }> {
  const connectionMs = answerMs / ANSWERS_PER_CONNECTION;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(ENDED.has(error.code) ? Object.assign(error, { name: 'TimeoutError' }) : error);
      call.destroy();
    };
    const late = (what: string) =>
      fail(Object.assign(new Error(`the table did not ${what} in time`), { code: 'ETIMEDOUT' }));
    let timer = setTimeout(() => {
      if (call.socket?.connecting === false) timer = setTimeout(late, answerMs - connectionMs, 'answer');
      else late('connect');
    }, connectionMs);
    call.on('error', fail);
    call.on('response', (answer: IncomingMessage) => {
      clearTimeout(timer);
      timer = setTimeout(late, answerMs, 'end its answer');
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => {
        timer.refresh();
        parts.push(part);
      });
      answer.on('error', fail);
      answer.on('end', () => {
        clearTimeout(timer);
        const { statusCode = 0 } = answer;
        // The one that may be a list, `set-cookie`, is not of the table.
        const headers = answer.headers as WireResponse['headers'];
        resolve({ response: { statusCode, headers, body: Buffer.concat(parts).toString() } });
      });
    });
  });
}
