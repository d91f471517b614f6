import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';
import type { LocalSystem } from '../../../testing/local-system.ts';

/** A local system that other files have used and will use, and that is this file's until it is disposed. */
export async function shareSystem(name: 'dashboard' | 'ledger'): Promise<LocalSystem> {
  const response = await ask(`/system/${name}`);
  const shared = JSON.parse(await firstLine(response)) as Omit<LocalSystem, typeof Symbol.asyncDispose>;
  return {
    ...shared,
    [Symbol.asyncDispose]: async () => {
      response.destroy();
    },
  };
}

/** The browser of this run; closing it leaves it to the others. */
export async function shareBrowser(): Promise<Browser> {
  return await chromium.connect(JSON.parse(await firstLine(await ask('/browser'))) as string);
}

/** By node:http, which waits as long as it takes; fetch gives up after five minutes. */
async function ask(path: string): Promise<IncomingMessage> {
  const [response] = (await once(get(inject('shared') + path), 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  return response;
}

async function firstLine(response: IncomingMessage): Promise<string> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    response.on('data', (piece: string) => {
      text += piece;
      if (text.endsWith('\n')) resolve();
    });
    response.once('end', resolve).once('error', reject);
  });
  if (response.statusCode !== 200) throw new Error(`what is shared did not start: ${text}`);
  return text;
}
