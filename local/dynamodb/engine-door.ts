import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Call, Check } from '../door.ts';
import type { Addressed, Admit } from '../guard.ts';
import type { HttpAnswer } from '../api-gateway/http-event.ts';

const END_OF_HEAD = '\r\n\r\n';
const MOST_HEAD_BYTES = 64 * 1024;

/** A door that is open. */
interface EngineDoor {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/**
 * The door of the engine, through which every read and write of a function goes: as `doorTo`, but a call is passed on
 * as the bytes that it came in, over one connection to the engine for each of the caller's, and answers flow back
 * unread. An HTTP server and client between the two would cost as much as the rest of a call.
 */
export async function openEngineDoor(
  engine: string,
  admit: Admit<Addressed>,
  check: Check,
): Promise<EngineDoor> {
  const { hostname, port } = new URL(engine);
  const callers = new Set<Socket>();
  const server = createServer({ noDelay: true }, (caller) => {
    const part = connect({ host: hostname, port: Number(port), noDelay: true });
    part.pipe(caller);
    const end = () => {
      callers.delete(caller);
      caller.destroy();
      part.destroy();
    };
    callers.add(caller);
    caller.on('error', end).on('close', end);
    // What the engine said before it closed still arrives.
    part.on('error', end).on('close', () => caller.end());
    const read = callReader((call, head) => {
      const answer = admitted(call, admit) ?? check(call);
      if (answer === undefined) passOn(part, call, head);
      else refuse(caller, answer);
    });
    caller.on('data', (chunk: Buffer) => {
      if (!read(chunk)) end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const caller of callers) caller.destroy();
    await closed;
  };
  return { address: `http://127.0.0.1:${own}`, close };
}

/** A call with its url as `admit` left it. */
type ReadCall = { -readonly [Key in keyof Call]: Call[Key] };

/** What `admit` refuses, as the other doors answer it. */
function admitted(call: ReadCall, admit: Admit<Addressed>): HttpAnswer | undefined {
  const refusal = admit(call);
  if (refusal === undefined) return undefined;
  const body = Buffer.from(JSON.stringify({ __type: 'AccessDeniedException', message: refusal }));
  return { status: 403, headers: { 'content-type': 'application/json', connection: 'close' }, body };
}

/**
 * Takes the bytes of a connection and gives each whole call with the lines of its head. The function that it answers
 * says false for bytes that are no call: a head without end, or a body of unknown length.
 */
function callReader(found: (call: ReadCall, head: readonly string[]) => void): (chunk: Buffer) => boolean {
  let pending: Buffer[] = [];
  let size = 0;
  let wanted = 0;
  return (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    while (size > 0 && size >= wanted) {
      const bytes = pending.length === 1 ? chunk : Buffer.concat(pending);
      pending = [bytes];
      const end = bytes.indexOf(END_OF_HEAD);
      if (end < 0) return size <= MOST_HEAD_BYTES;
      const head = bytes.toString('latin1', 0, end).split('\r\n');
      const call = callOf(head);
      const length = lengthOf(call);
      if (length === undefined) return false;
      wanted = end + END_OF_HEAD.length + length;
      if (size < wanted) return true;
      call.body = bytes.subarray(end + END_OF_HEAD.length, wanted);
      found(call, head);
      pending = size === wanted ? [] : [bytes.subarray(wanted)];
      size -= wanted;
      wanted = 0;
      if (size > 0) chunk = pending[0] ?? chunk;
    }
    return true;
  };
}

function callOf([start = '', ...lines]: readonly string[]): ReadCall {
  const [method = '', url = '/'] = start.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { method, url, headers, body: Buffer.alloc(0) };
}

/** Bytes of the body; undefined where the head does not say it in one number. */
function lengthOf({ headers }: Call): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const given = headers['content-length'] ?? '0';
  return /^\d+$/.test(given) ? Number(given) : undefined;
}

function passOn(part: Socket, { method, url, body }: Call, [, ...lines]: readonly string[]): void {
  const head = Buffer.from(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEAD}`, 'latin1');
  part.cork();
  part.write(head);
  if (body.length > 0) part.write(body);
  part.uncork();
}

function refuse(caller: Socket, { status, headers, body }: HttpAnswer): void {
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) });
  const head = [`HTTP/1.1 ${status} Refused`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  caller.write(`${head.join('\r\n')}${END_OF_HEAD}`);
  caller.write(body);
  if (headers['connection'] === 'close') caller.end();
}
