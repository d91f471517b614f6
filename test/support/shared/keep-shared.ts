import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { type LocalSystem, startLocalSystem } from '../../../testing/local-system.ts';
import { CALLS_FOLDER } from '../../../testing/local-system.ts';
import { settleCalls } from './recorded-calls.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where shared systems and the shared browser are asked for. */
    readonly shared: string;
  }
}

/**
 * What whole-system tests share: local systems by name and one browser, each started when the first file asks
 * for it. A system belongs to one file at a time, from its request until it hangs up, so that counts of one
 * file are not disturbed by another that runs beside it.
 */
class Shared {
  readonly #systems = new Map<string, Promise<LocalSystem>>();
  readonly #turns = new Map<string, Promise<unknown>>();
  /** One after the other: the first start builds what the second finds built. */
  #started: Promise<unknown> = Promise.resolve();
  #browser: Promise<BrowserServer> | undefined;

  /** Answers one line of JSON and keeps the answer open; the turn ends when the connection does. */
  async giveSystem(name: string, response: ServerResponse): Promise<void> {
    const over = new Promise((resolve) => response.once('close', resolve));
    const before = this.#turns.get(name);
    this.#turns.set(name, Promise.all([before, over]));
    await before;
    if (response.destroyed) return;
    const system = this.#systems.get(name) ?? this.#started.then(() => startLocalSystem());
    this.#systems.set(name, system);
    this.#started = system.catch(() => undefined);
    const { endpoints, file, keyFile, pid } = await system;
    response.write(`${JSON.stringify({ endpoints, file, keyFile, pid })}\n`);
  }

  async giveBrowser(response: ServerResponse): Promise<void> {
    this.#browser ??= launchBrowser();
    response.end(`${JSON.stringify((await this.#browser).wsEndpoint())}\n`);
  }

  /** Ends everything; the next request starts anew, with empty ledgers. */
  async stop(): Promise<void> {
    const systems = [...this.#systems.values()];
    this.#systems.clear();
    const browser = this.#browser;
    this.#browser = undefined;
    await Promise.all([
      ...systems.map(async (system) => (await system)[Symbol.asyncDispose]()),
      browser?.then((server) => server.close()),
    ]);
  }
}

/** What drives a browser takes longer to load than most files to run: it is loaded where one is asked for. */
async function launchBrowser(): Promise<BrowserServer> {
  const [{ chromium }, { browserOptions }] = await Promise.all([
    import('playwright-core'),
    import('../../../testing/browser-options.ts'),
  ]);
  return await chromium.launchServer(await browserOptions());
}

/** Vitest's global set-up: starts nothing by itself, and ends at the end of the run what was asked for. */
export default async function keepShared(project: TestProject): Promise<() => Promise<void>> {
  const shared = new Shared();
  const calls = mkdtempSync(join(tmpdir(), 'costkeeper-calls-'));
  process.env[CALLS_FOLDER] = calls;
  const server = createServer((request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const given = kind === 'system' ? shared.giveSystem(name, response) : shared.giveBrowser(response);
    given.catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  project.provide('shared', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  project.onTestsRerun(() => shared.stop());
  return async () => {
    server.closeAllConnections();
    server.close();
    await shared.stop();
    try {
      settleCalls(calls);
    } finally {
      rmSync(calls, { recursive: true, force: true });
    }
  };
}
