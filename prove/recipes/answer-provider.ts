import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type Asked,
  answerChat,
  answerEmbeddings,
  answerMessage,
  answerResponse,
} from './provider-answers.ts';

/** Stands for api.openai.com and api.anthropic.com: each route answers what the provider documents. */
export interface ProviderStub extends AsyncDisposable {
  readonly url: string;
  /** Routes that were asked for and that it does not know. */
  readonly unknown: readonly string[];
}

const ROUTES: Readonly<Record<string, (asked: Asked) => unknown>> = {
  '/v1/chat/completions': answerChat,
  '/v1/responses': answerResponse,
  '/v1/embeddings': answerEmbeddings,
  '/v1/messages': answerMessage,
  // The tracing of the Agents SDK: taken, and nothing of it is read.
  '/v1/traces/ingest': () => ({}),
};

async function answerRequest(
  request: IncomingMessage,
  reply: ServerResponse,
  unknown: string[],
): Promise<void> {
  const body = await text(request);
  const path = (request.url ?? '').split('?')[0] ?? '';
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) unknown.push(`${request.method} ${path}`);
  const asked = JSON.parse(body === '' ? '{}' : body) as Asked;
  const answer = route === undefined ? { error: { message: 'not found' } } : route(asked);
  const isStream = typeof answer === 'string';
  reply.writeHead(route === undefined ? 404 : 200, {
    'content-type': isStream ? 'text/event-stream' : 'application/json',
  });
  reply.end(isStream ? answer : JSON.stringify(answer));
}

/** Starts it on a free port of the loopback. Rejects where no port can be had. */
export async function answerProvider(): Promise<ProviderStub> {
  const unknown: string[] = [];
  const server = createServer((request, reply) => {
    void answerRequest(request, reply, unknown);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, unknown, [Symbol.asyncDispose]: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
