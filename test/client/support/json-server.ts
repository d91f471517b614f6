import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the stub saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An answer: JSON, or text as it is, whole or in pieces with a pause between them. */
export interface StubAnswer {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  body?: string | Uint8Array;
  pieces?: (string | Uint8Array)[];
  pauseMs?: number;
  /** Close the connection after the pieces instead of ending the answer. */
  cut?: boolean;
  /** Send nothing more after the pieces, and do not end the answer. */
  unfinished?: boolean;
}

export interface StubServer extends AsyncDisposable {
  url: string;
  seen: SeenRequest[];
}

/** A local HTTP server that answers what `answer` says. */
export async function startStub(
  answer: (request: SeenRequest, count: number) => StubAnswer | Promise<StubAnswer>,
): Promise<StubServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const { method = '', url = '', headers } = request;
      const one: SeenRequest = { method, path: url, headers, body };
      seen.push(one);
      const { status = 200, headers: extra = {}, ...reply } = await answer(one, seen.length);
      const isJson = 'json' in reply;
      response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...extra });
      for (const piece of reply.pieces ?? []) {
        if (response.destroyed) return;
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, reply.pauseMs ?? 0));
      }
      if (reply.unfinished) return;
      if (reply.cut) response.destroy();
      else response.end(isJson ? JSON.stringify(reply.json) : (reply.body ?? ''));
    })();
  });
  // A connection that is not in use stays: a slow caller must not meet one that closes under it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
