import { Agent, createServer, request as send } from 'node:http';
import type { Server } from 'node:http';
import { admitBelow, guarded } from './guard.ts';

/**
 * The engine's address for the world outside of the runner: it passes calls on that know the secret and come from
 * no foreign page. The engine itself checks no caller and answers every origin.
 */
export function engineDoor(engine: string, secret: string): Server {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(engine);
  const admit = admitBelow([{ secret, takes: () => true }]);
  const server = createServer(
    guarded(admit, (request, response) => {
      const { method, url: path, headers } = request;
      const onward = send({ agent, hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    }),
  );
  server.on('close', () => agent.destroy());
  return server;
}
