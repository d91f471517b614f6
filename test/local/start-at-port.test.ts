import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startAtPort } from '../../local/start-at-port.ts';

/** Listens as the system does; answers the port. */
async function listen(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  server.close();
  return taken;
}

it('says how to name another port where the one that was asked for is taken', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await expect(startAtPort(listen, String(port))).rejects.toThrow(
    `port ${port} is taken: give another with --port N, --port 0 takes a free one.`,
  );
  holder.close();
});

it('takes a free port where the usual one is taken and nobody named one, and hides no other error', async () => {
  const asked: number[] = [];
  const taken = Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
  const start = (port: number) => {
    asked.push(port);
    return port === 0 ? Promise.resolve('started') : Promise.reject(taken);
  };
  expect([await startAtPort(start, undefined), asked]).toEqual(['started', [4400, 0]]);
  const broken = new Error('no disk');
  await expect(startAtPort(() => Promise.reject(broken), '4500')).rejects.toBe(broken);
});
