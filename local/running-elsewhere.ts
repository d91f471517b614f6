import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { isRunning, processMark } from './process-mark.ts';
import { keyFileOf } from './tokens.ts';

/**
 * The mark of the process whose system an endpoints file describes, if it lives and answers; undefined for a file
 * that a killed runner left, or one that cannot be read.
 */
export async function runnerOf(endpointsFile: string): Promise<string | undefined> {
  const runner = readRunner(endpointsFile);
  const address = fieldOf(endpointsFile, 'dashboard');
  if (runner === undefined || runner === processMark() || !isRunning(runner)) return undefined;
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  return (await takesConnections(new URL(address))) ? runner : undefined;
}

/**
 * The mark of the process that wrote an endpoints file, whether it lives or not; undefined where nothing readable
 * says so. Earlier versions wrote its id, a number.
 */
export function readRunner(endpointsFile: string): string | undefined {
  const runner = fieldOf(keyFileOf(endpointsFile), 'runner');
  return typeof runner === 'string' || typeof runner === 'number' ? String(runner) : undefined;
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
