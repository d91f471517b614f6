import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';

/** A request as a client gives it to what sends it. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** The head of an answer, and where its body begins. */
interface Head extends Pick<Answer, 'statusCode' | 'headers'> {
  readonly bodyAt: number;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** An answer for a client, as its HTTP handler would give it. */
export function answerWith(statusCode: number, headers: Answer['headers'], body: Uint8Array): Answer {
  return { statusCode, headers, body: Readable.from([body], { objectMode: false }) };
}

/**
 * Sends the requests of clients to the embedded engine, which answers each with its length, on connections that are kept.
 * Node's HTTP client takes twice the processor time for a call, and the thousands of calls of the tests take most of
 * theirs. It waits as long as it takes, and ends no process later.
 */
export function engineConnections(port: number) {
  const idle: Connection[] = [];
  const handle = async ({ method, path, headers, body }: SentRequest): Promise<{ response: Answer }> => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    let connection = idle.pop();
    while (connection?.isOver) connection = idle.pop();
    connection ??= new Connection(port);
    const response = await connection.send(
      Buffer.concat([head, typeof body === 'string' ? Buffer.from(body) : body]),
    );
    idle.push(connection);
    return { response };
  };
  return { handle };
}

/** One connection, for one request after the other. */
class Connection {
  isOver = false;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #length = 0;
  /** How long the whole answer is, once that is known. */
  #needed = 0;
  #head: Head | undefined;
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(closed()));
  }

  send(request: Uint8Array): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.isOver) return this.#end(closed());
      this.#socket.ref();
      this.#socket.write(request);
    });
  }

  #end(error: Error): void {
    this.isOver = true;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return;
    const all = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    this.#head ??= headOf(all);
    if (!this.#head) return;
    const { statusCode, headers, bodyAt } = this.#head;
    this.#needed = bodyAt + Number(headers['content-length']);
    if (all.length < this.#needed) return;
    this.#chunks = [];
    this.#length = this.#needed = 0;
    this.#head = undefined;
    this.#socket.unref();
    this.#waiting?.resolve(answerWith(statusCode, headers, all.subarray(bodyAt)));
    this.#waiting = undefined;
  }
}

/** Undefined while it is not whole. @throws TypeError where it does not say how long its body is */
function headOf(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  if (headers['content-length'] === undefined) throw new TypeError(`an answer without a length: ${first}`);
  return { statusCode: Number(first.split(' ')[1]), headers, bodyAt: end + HEAD_END.length };
}

/** What Node says of a connection that was closed, which is tried again. */
function closed(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}
