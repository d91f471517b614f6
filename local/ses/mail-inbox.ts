import type { Server } from 'node:http';
import sesLocal from 'aws-ses-v2-local';
import { keepIdle } from '../http-server.ts';

type StartMail = (config: { host: string; port: number }) => Promise<Server>;

/** Starts the inbox that takes what SES would send. */
export async function startMail(port: number): Promise<Server> {
  // The package is CommonJS: its default export may arrive inside another.
  const nested = (sesLocal as unknown as { default?: StartMail }).default;
  const start = nested ?? (sesLocal as unknown as StartMail);
  const server = await start({ host: '127.0.0.1', port });
  keepIdle(server);
  return server;
}
