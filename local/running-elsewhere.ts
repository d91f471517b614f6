import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { isRunning } from './data-folder.ts';
import { keyFileOf } from './tokens.ts';

/**
 * The process whose system an endpoints file describes, if it lives and answers; undefined for a file that a
 * killed runner left, or one that cannot be read.
 */
export async function runnerOf(endpointsFile: string): Promise<number | undefined> {
  const runner = readRunner(endpointsFile);
  const address = fieldOf(endpointsFile, 'dashboard');
  if (runner === undefined || runner === process.pid || !isRunning(runner)) return undefined;
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  return (await takesConnections(new URL(address))) ? runner : undefined;
}

/** The process that wrote an endpoints file, whether it lives or not; undefined where nothing readable says so. */
export function readRunner(endpointsFile: string): number | undefined {
  const runner = fieldOf(keyFileOf(endpointsFile), 'runner');
  return typeof runner === 'number' ? runner : undefined;
}

function fieldOf(file: string, name: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[name];
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function takesConnections({ hostname, port }: URL): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
