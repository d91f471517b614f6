import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { freePort } from '../../testing/free-port.ts';
import { waitFor } from '../../testing/wait-for.ts';
import type { DrivenBrowser, Engine } from './driven-browser.ts';
import { endProcess, lineOf } from './line-of.ts';

/** WebKit, the engine of Safari, in GTK's small browser, by WebDriver. */
export const WEBKIT: Engine = {
  name: 'WebKit',
  packages: ['webkit2gtk-driver', 'xvfb'],
  programs: ['WebKitWebDriver', 'Xvfb'],
  start: startWebkit,
};

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';

/** The browser that comes with the engine, of its newest series. @throws Error when there is none */
function miniBrowser(): string {
  const series = readdirSync(LIBRARIES)
    .filter((name) => /^webkit2gtk-4\.\d+$|^webkitgtk-6\.\d+$/.test(name))
    .toSorted();
  const newest = series.at(-1);
  if (newest === undefined) throw new Error(`${LIBRARIES} has no WebKit: install webkit2gtk-driver`);
  return path.join(LIBRARIES, newest, 'MiniBrowser');
}

async function startWebkit(): Promise<DrivenBrowser> {
  const home = mkdtempSync(path.join(tmpdir(), 'costkeeper-webkit-'));
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '2560x1600x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [display] = await lineOf(screen.stdio[3] as Readable, /^\d+$/);
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: `:${display}`,
      HOME: home,
      LANG: 'en_US.UTF-8',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
  });
  const call = callsTo(port);
  const dispose = async () => {
    await endProcess(driver);
    await endProcess(screen);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    // Nobody listens yet while it starts.
    const ready = () => call<{ ready: boolean }>('GET', '/status').catch(() => ({ ready: false }));
    await waitFor('the driver of WebKit', ready, (status) => status.ready);
    const { sessionId, capabilities } = await call<{
      sessionId: string;
      capabilities: { browserName: string; browserVersion: string };
    }>('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } },
      },
    });
    const session = `/session/${sessionId}`;
    const version = `WebKit in ${capabilities.browserName} ${capabilities.browserVersion}`;
    return drive(call, { session, version, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A command of WebDriver. */
type Call = <T>(method: string, at: string, body?: object) => Promise<T>;

function callsTo(port: number): Call {
  return async <T>(method: string, at: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${at}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const { value } = (await response.json()) as { value: T & { message?: string } };
    if (!response.ok) throw new Error(`WebKit, ${method} ${at}: ${value.message ?? response.status}`);
    return value;
  };
}

interface Window {
  /** Path of its session. */
  readonly session: string;
  readonly version: string;
  readonly dispose: () => Promise<void>;
}

function drive(call: Call, { session, version, dispose }: Window): DrivenBrowser {
  return {
    version,
    resize: async (width, height) => {
      // The window has a frame and a bar: what the page has of it is what counts.
      await call('POST', `${session}/window/rect`, { x: 0, y: 0, width, height });
      const inner = await call<number[]>('POST', `${session}/execute/sync`, {
        script: 'return [innerWidth, innerHeight]',
        args: [],
      });
      const [wide = width, high = height] = inner;
      await call('POST', `${session}/window/rect`, {
        width: width + width - wide,
        height: height + height - high,
      });
    },
    open: async (url) => {
      await call('POST', `${session}/url`, { url });
    },
    evaluate: async <T>(expression: string) =>
      JSON.parse(
        await call<string>('POST', `${session}/execute/sync`, {
          script: `return JSON.stringify(${expression})`,
          args: [],
        }),
      ) as T,
    picture: async () => Buffer.from(await call<string>('GET', `${session}/screenshot`), 'base64'),
    [Symbol.asyncDispose]: async () => {
      await call('DELETE', session);
      await dispose();
    },
  };
}
