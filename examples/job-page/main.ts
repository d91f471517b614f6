/**
 * A web page that shows what a job costs while it runs, and what its user has spent this month, by the hooks of
 * `@costkeeper/client/react`. This server stands for the application's own: it signs the user in, does the work, and
 * hands reads on to the ledger, so that the page asks its own address alone.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import OpenAI from 'openai';
import { build } from 'esbuild';
import { createCostkeeper } from '../../client/index.ts';
import { wrapOpenAI } from '../../client/openai.ts';
import { readOptions } from '../support/options.ts';
import { startProviderStub } from '../support/provider-stub.ts';

const { endpoints, user } = readOptions(
  'job-page',
  'a web page that shows what a job costs while it runs; stays until Ctrl-C',
);
const providers = await startProviderStub();
const costkeeper = createCostkeeper({ queueUrl: endpoints.queueUrl, batch: { maxDelayMs: 100 } });
const openai = wrapOpenAI(new OpenAI({ apiKey: 'stub', baseURL: providers.openai }), costkeeper, {
  provider: 'openai',
});

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'page.tsx')],
  bundle: true,
  format: 'esm',
  target: 'es2024',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  write: false,
});
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Stories</title><body><script type="module">${outputFiles[0]?.text ?? ''}</script></body></html>`;

const jobs = new Map<string, Promise<void>>();

/** Four calls of a model, each for the same story and user. */
async function writeStory(id: string): Promise<void> {
  await costkeeper.withContext({ userId: user, resource: { type: 'story', id } }, async () => {
    for (const content of ['Outline', 'Draft', 'Check', 'Polish'])
      await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  const json = (body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (path.startsWith('/cost-tracking/')) {
    const authorization = request.headers.authorization ?? '';
    const read = await fetch(endpoints.api + path.slice('/cost-tracking'.length), {
      headers: { authorization },
    });
    response.writeHead(read.status, { 'content-type': read.headers.get('content-type') ?? '' });
    response.end(await read.text());
  } else if (path === '/session') {
    response.end(endpoints.tokens.user);
  } else if (path === '/jobs') {
    const id = `story-${Date.now().toString(36)}`;
    jobs.set(id, writeStory(id));
    json({ id });
  } else if (path.startsWith('/jobs/')) {
    await jobs.get(path.slice('/jobs/'.length));
    json({ done: true });
  } else {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
