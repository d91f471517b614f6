import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DrivenBrowser, Engine } from './driven-browser.ts';
import { endProcess, lineOf } from './line-of.ts';

/** Firefox, by WebDriver BiDi, which it speaks itself. */
export const FIREFOX: Engine = {
  name: 'Firefox',
  packages: ['firefox-esr'],
  programs: ['firefox-esr'],
  start: startFirefox,
};

interface BidiAnswer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly message?: string;
}

/** Commands of WebDriver BiDi over one socket. */
class BidiSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as BidiAnswer));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox closed the session'));
    });
  }

  #hear({ id, type, result, message }: BidiAnswer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || !waiting) return;
    this.#waiting.delete(id);
    if (type === 'error') waiting.reject(new Error(`Firefox: ${message ?? 'no reason'}`));
    else waiting.resolve(result);
  }

  async send<T>(method: string, params: object): Promise<T> {
    const id = (this.#last += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return (await answer.promise) as T;
  }

  close(): void {
    this.#socket.close();
  }
}

async function startFirefox(): Promise<DrivenBrowser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'costkeeper-firefox-'));
  const child = spawn(
    'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } },
  );
  const dispose = async () => {
    await endProcess(child);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, address] = await lineOf(child.stderr, /WebDriver BiDi listening on (ws:\S+)/);
    const socket = new WebSocket(`${address}/session`);
    await once(socket, 'open');
    const session = new BidiSession(socket);
    const { capabilities } = await session.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    });
    const { contexts } = await session.send<{ contexts: { context: string }[] }>(
      'browsingContext.getTree',
      {},
    );
    const context = contexts[0]?.context;
    if (context === undefined) throw new Error('Firefox has no window');
    return drive(session, { context, version: capabilities.browserVersion, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Window {
  readonly context: string;
  readonly version: string;
  readonly dispose: () => Promise<void>;
}

function drive(session: BidiSession, { context, version, dispose }: Window): DrivenBrowser {
  return {
    version: `Firefox ${version}`,
    resize: async (width, height) => {
      await session.send('browsingContext.setViewport', { context, viewport: { width, height } });
    },
    open: async (url) => {
      await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async <T>(expression: string) => {
      const { result, exceptionDetails } = await session.send<{
        result?: { value: string };
        exceptionDetails?: { text: string };
      }>('script.evaluate', {
        expression: `JSON.stringify(${expression})`,
        target: { context },
        awaitPromise: true,
      });
      if (!result) throw new Error(`Firefox: ${exceptionDetails?.text ?? 'no answer'}`);
      return JSON.parse(result.value) as T;
    },
    picture: async () => {
      const { data } = await session.send<{ data: string }>('browsingContext.captureScreenshot', {
        context,
        origin: 'document',
      });
      return Buffer.from(data, 'base64');
    },
    [Symbol.asyncDispose]: async () => {
      session.close();
      await dispose();
    },
  };
}
