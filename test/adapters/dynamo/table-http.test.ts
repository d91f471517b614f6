import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TableHttp } from '../../../adapters/dynamo/table-http.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that answers so, its requests, and what asks it. */
async function serverThat(answers: RequestListener, answerMs = 60_000) {
  const asked: { readonly port: number | undefined; readonly headers: object; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { headers, socket } = request;
      asked.push({ port: socket.remotePort, headers, body: Buffer.concat(parts).toString() });
      answers(request, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const http = new TableHttp(answerMs);
  stops.push(() => {
    http.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const place = { protocol: 'http:', hostname: '127.0.0.1', port, path: '/' };
  const ask = (body = '{}') => {
    const headers = { host: 'table.example', 'content-length': String(Buffer.byteLength(body)) };
    return http.handle({ ...place, headers, body });
  };
  return { http, place, asked, ask };
}

describe('HTTP of the table', () => {
  it('sends a text with its headers and answers with status, headers and the whole text', async () => {
    const said = 'ü'.repeat(100_000);
    const { asked, ask } = await serverThat((_, response) => {
      response.writeHead(400, { 'x-amzn-requestid': 'one' }).end(said);
    });
    const body = JSON.stringify({ text: '€'.repeat(100_000) });
    const { response } = await ask(body);
    expect(response).toMatchObject({ statusCode: 400, headers: { 'x-amzn-requestid': 'one' } });
    // Compared apart: a difference would print both.
    expect([response.body === said, asked[0]?.body === body]).toEqual([true, true]);
    expect(asked[0]?.headers).toMatchObject({ host: 'table.example' });
  });

  it('keeps its connection for the next call', async () => {
    const { asked, ask } = await serverThat((_, response) => response.end('{}'));
    for (let i = 0; i < 3; i++) await ask();
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ port }) => port)).size).toBe(1);
  });

  it.each<[string, RequestListener, string]>([
    ['no answer', () => undefined, 'did not answer in time'],
    [
      'an answer that does not end',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{'),
      'did not end its answer in time',
    ],
    ['a connection that ends before its answer', ({ socket }) => socket.destroy(), 'socket hang up'],
    [
      'a connection that ends within its answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
      'aborted',
    ],
  ])('rejects %s as a time-out', async (_, answers, message) => {
    // As long as is certain to be enough for a connection, where one is needed to see the rest.
    const { ask } = await serverThat(answers, message.endsWith('in time') ? 200 : 60_000);
    const failed = await ask().catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'TimeoutError' });
    expect((failed as Error).message).toContain(message);
  });

  it('waits as long again for each part of an answer that has begun', async () => {
    const parts = 8;
    const { ask } = await serverThat((_, response) => {
      response.writeHead(200, { 'content-length': String(parts) });
      const write = (left: number) => {
        if (left === 0) return response.end();
        response.write('x');
        setTimeout(write, 100, left - 1);
        return undefined;
      };
      write(parts);
    }, 400);
    expect((await ask()).response.body).toBe('x'.repeat(parts));
  });

  it('says that nobody is there', async () => {
    const { http, place } = await serverThat(() => undefined);
    const asked = http.handle({ ...place, port: 1, headers: {}, body: '' });
    await expect(asked).rejects.toMatchObject({ code: 'ECONNREFUSED', name: 'Error' });
  });

  it('goes by TLS where the address says so', async () => {
    // Without a certificate: that it asks for one is all there is to see.
    const server = createTlsServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    stops.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const http = new TableHttp(60_000);
    const asked = http.handle({
      protocol: 'https:',
      hostname: '127.0.0.1',
      port,
      path: '/',
      headers: {},
      body: '',
    });
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/SSL|EPROTO|TLS/) as string });
    http.destroy();
  });
});
