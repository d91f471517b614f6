import type { Server } from 'node:http';

/** Listens on this machine alone; port 0 takes a free one. @throws when the port is taken. */
export async function listen(server: Server, port: number): Promise<void> {
  keepIdle(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** Keeps connections that are not in use: a slow caller must not meet one that closes under it. */
export function keepIdle(server: Server): void {
  server.keepAliveTimeout = 0;
}

/** The address of a server that listens. */
export function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

/** Ends open connections too. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
