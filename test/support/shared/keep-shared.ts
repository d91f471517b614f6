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

/** How many systems of a name there are: files of the dashboard take so long that two are at work side by side. */
const SYSTEMS: Readonly<Record<string, number>> = { dashboard: 2 };

/**
 * What whole-system tests share: local systems by name and one browser, each started when the first file asks
 * for it. A system belongs to one file at a time, from its request until it hangs up, so that counts of one
 * file are not disturbed by another that runs beside it.
 */
class Shared {
  readonly #systems = new Map<string, Promise<LocalSystem>>();
  /** Of each name, the systems that nobody has, and those who wait for one. */
  readonly #free = new Map<string, number[]>();
  readonly #waiting = new Map<string, ((nth: number) => void)[]>();
  /** One after the other: the first start builds what the second finds built. */
  #started: Promise<unknown> = Promise.resolve();
  #browser: Promise<BrowserServer> | undefined;

  /** Answers one line of JSON and keeps the answer open; the turn ends when the connection does. */
  async giveSystem(name: string, response: ServerResponse): Promise<void> {
    const over = new Promise((resolve) => response.once('close', resolve));
    const nth = await this.#take(name);
    void over.then(() => this.#giveBack(name, nth));
    if (response.destroyed) return;
    const key = `${name}/${nth}`;
    const system = this.#systems.get(key) ?? this.#started.then(() => startLocalSystem());
    this.#systems.set(key, system);
    this.#started = system.catch(() => undefined);
    const { endpoints, file, keyFile, pid } = await system;
    response.write(`${JSON.stringify({ endpoints, file, keyFile, pid })}\n`);
  }

  /** Which of the systems of a name is the caller's: that which runs already where it is free. */
  async #take(name: string): Promise<number> {
    const free = this.#free.get(name) ?? Array.from({ length: SYSTEMS[name] ?? 1 }, (_, nth) => nth);
    this.#free.set(name, free);
    const nth = free.shift();
    if (nth !== undefined) return nth;
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, waiting);
    return await new Promise((resolve) => waiting.push(resolve));
  }

  #giveBack(name: string, nth: number): void {
    const next = this.#waiting.get(name)?.shift();
    if (next) next(nth);
    else this.#free.get(name)?.unshift(nth);
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
