import { Agent, createServer, request as send } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Admit } from './guard.ts';
import { guarded } from './guard.ts';
import type { HttpAnswer } from './api-gateway/http-event.ts';

/** A call whose body is read. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Answers a call that is not to reach the part behind the door, or undefined. */
export type Check = (call: Call) => HttpAnswer | undefined;

/**
 * An address in front of an embedded part: it passes calls on that `admit` lets in and `check` does not answer. The
 * parts themselves check no caller and answer every origin.
 */
export function doorTo(part: string, admit: Admit, check: Check): Server {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, pathname } = new URL(part);
  const base = pathname.replace(/\/$/, '');
  const pass = ({ method, url, headers, body }: Call, response: ServerResponse) => {
    const path = base + url;
    const onward = send({ agent, hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  };
  const server = createServer(
    guarded(admit, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => response.destroy());
      request.on('end', () => {
        const { method = 'GET', url = '/', headers } = request;
        const body = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
        const call = { method, url, headers, body };
        const answer = check(call);
        if (answer === undefined) pass(call, response);
        else response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    }),
  );
  server.on('close', () => agent.destroy());
  return server;
}
