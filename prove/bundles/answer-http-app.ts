import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** An API that takes one event and answers the total of one user, in the shapes of docs/api.md. */
export interface AnsweringApi extends AsyncDisposable {
  readonly apiUrl: string;
  /** Bodies that were recorded. */
  readonly recorded: string[];
}

const TOTAL = { userId: 'user-1', totalUsd: '0.00015', events: 1, unpricedEvents: 0 };

/** Starts it on a free port of the loopback. Rejects where no port can be had. */
export async function answerHttpApp(token: string): Promise<AnsweringApi> {
  const recorded: string[] = [];
  const server = createServer((request, response) => {
    const chunks: string[] = [];
    request.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.join('');
      const known = request.headers.authorization === `Bearer ${token}`;
      const path = request.url ?? '';
      const isRecord = request.method === 'POST' && path.startsWith('/record');
      if (known && isRecord) recorded.push(body);
      const answer = isRecord ? { ids: ['e1'], rejected: [], warnings: [] } : TOTAL;
      response.writeHead(known ? (isRecord ? 202 : 200) : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? answer : { title: 'Not signed in' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    recorded,
    [Symbol.asyncDispose]: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
