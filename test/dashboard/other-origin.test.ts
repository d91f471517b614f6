import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { shareBrowser, shareSystem } from '../support/shared/shared.ts';

let system: LocalSystem;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: Server;

beforeAll(async () => {
  [system, browser] = await Promise.all([shareSystem('dashboard'), shareBrowser()]);
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await context.close();
  server.closeAllConnections();
  server.close();
  await browser.close();
  await system[Symbol.asyncDispose]();
});

interface Seen {
  readonly status: number;
  readonly etag: string | null;
  readonly body: string;
}

/** Calls as a script of the page does; "stopped" where the browser lets it see no answer. */
async function call(url: string, init: object = {}): Promise<Seen | string> {
  return await page.evaluate(
    async ([address, options]) => {
      try {
        const response = await fetch(address, options);
        return {
          status: response.status,
          etag: response.headers.get('etag'),
          body: await response.text(),
        };
      } catch {
        return 'stopped';
      }
    },
    [url, init] as const,
  );
}

const authorization = () => ({ authorization: `Bearer ${system.endpoints.tokens.admin}` });

/** A page of another origin sends a preflight before each of these: they carry a token. */
describe('a browser on a page of another origin than the API’s', () => {
  it('reads, and sees the headers that it may see', async () => {
    expect(new URL(page.url()).origin).not.toBe(new URL(system.endpoints.api).origin);
    const seen = await call(`${system.endpoints.api}/status`, { headers: authorization() });
    expect(seen).toMatchObject({ status: 200, etag: expect.stringContaining('"') as string });
    expect((seen as Seen).body).toContain('"recorded"');
  });

  it('writes', async () => {
    const body = JSON.stringify({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } });
    const headers = { ...authorization(), 'content-type': 'application/json' };
    expect(
      await call(`${system.endpoints.api}/record?dryRun=true`, { method: 'POST', headers, body }),
    ).toMatchObject({
      status: 200,
    });
  });

  it('puts, deletes, and asks whether what it has is still so', async () => {
    const { api } = system.endpoints;
    const headers = { ...authorization(), 'content-type': 'application/json' };
    const path = `${api}/resources/episode/other-origin`;
    const body = JSON.stringify({ name: 'From elsewhere' });
    expect(await call(path, { method: 'PUT', headers, body })).toMatchObject({ status: 200 });
    expect(await call(path, { method: 'DELETE', headers })).toMatchObject({ status: 200 });
    const seen = (await call(`${api}/openapi.json`)) as Seen;
    expect(seen.status).toBe(200);
    // A browser answers 304 with what it has; only an answer with a body of its own would be another.
    const again = await call(`${api}/openapi.json`, { headers: { 'if-none-match': seen.etag ?? 'none' } });
    expect([200, 304]).toContain((again as Seen).status);
  });

  it('is told that it may not', async () => {
    const { api, tokens } = system.endpoints;
    const user = { authorization: `Bearer ${tokens.user}` };
    expect(await call(`${api}/quarantine`, { headers: user })).toMatchObject({ status: 403 });
  });

  // To make it and hand it over takes longer than all the rest.
  it.runIf(IN_PROOF)('is told that its body is too large', async () => {
    const { api } = system.endpoints;
    // Made in the page: to hand it over takes a minute.
    const status = await page.evaluate(
      async ([url, headers]) =>
        (await fetch(url, { method: 'POST', headers, body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status,
      [`${api}/record`, authorization()] as const,
    );
    expect(status).toBe(413);
  });

  it('is told of refusals and of paths that do not exist', async () => {
    const { api } = system.endpoints;
    expect(await call(`${api}/status`, { headers: { authorization: 'Bearer nothing' } })).toMatchObject({
      status: 401,
    });
    expect(await call(`${api}/nothing`, { headers: authorization() })).toMatchObject({ status: 404 });
  });

  it('may not send a header that the API does not allow', async () => {
    const headers = { ...authorization(), 'x-not-allowed': '1' };
    expect(await call(`${system.endpoints.api}/status`, { headers })).toBe('stopped');
  });
});
