import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { engineConnections, type SentRequest } from '../../testing/engine-connections.ts';

/** A server that answers each request as `answer` says; it does not read how long a request is. */
async function serve(answer: (socket: Socket, nth: number) => void) {
  let connections = 0;
  let requests = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('data', () => answer(socket, ++requests));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections, [Symbol.dispose]: () => void server.close() };
}

const REQUEST: SentRequest = { method: 'POST', path: '/', headers: { host: 'engine' }, body: '{}' };

function answerOf(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Kind: a:b\r\n\r\n${body}`;
}

describe('connections to the engine', () => {
  it('are kept, and one for each request under way', async () => {
    using server = await serve((socket, nth) => void socket.write(answerOf(String(nth))));
    const { handle } = engineConnections(server.port);
    const both = await Promise.all([handle(REQUEST), handle(REQUEST)]);
    expect((await Promise.all(both.map(({ response }) => text(response.body)))).toSorted()).toEqual([
      '1',
      '2',
    ]);
    const { response } = await handle(REQUEST);
    expect([response.statusCode, response.headers['x-kind'], await text(response.body)]).toEqual([
      200,
      'a:b',
      '3',
    ]);
    expect(server.connections()).toBe(2);
  });

  it('put an answer together that comes in pieces, within its head and within a letter', async () => {
    const pieces = Buffer.from(answerOf('müller'));
    using server = await serve((socket) => {
      for (const byte of pieces) socket.write(Buffer.from([byte]));
    });
    const { response } = await engineConnections(server.port).handle(REQUEST);
    expect(await text(response.body)).toBe('müller');
  });

  it('tell a request of a connection that was closed, and open another for the next', async () => {
    using server = await serve(
      (socket, nth) => void (nth === 1 ? socket.destroy() : socket.write(answerOf('b'))),
    );
    const { handle } = engineConnections(server.port);
    await expect(handle(REQUEST)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await text((await handle(REQUEST)).response.body)).toBe('b');
  });
});
