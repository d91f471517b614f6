import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECIPES } from '../../prove/recipes/recipes.ts';
import { readRecipe } from '../../prove/recipes/read-recipe.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { startStub, type StubServer } from '../client/support/json-server.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const FOLDER = join(REPOSITORY, '.artefacts', 'framework-recipes');
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Once' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
};

/** The ledger's door and the provider at one address. */
let server: StubServer;

beforeAll(async () => {
  server = await startStub(({ path }) =>
    path.endsWith('/record') ? { status: 202, json: { ids: [], rejected: [] } } : { json: ANSWER },
  );
  process.env['COSTKEEPER_API_URL'] = `${server.url}/cost-tracking`;
  process.env['OPENAI_BASE_URL'] = `${server.url}/v1`;
  process.env['OPENAI_API_KEY'] = 'none';
  mkdirSync(FOLDER, { recursive: true });
});
afterAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

/** The code below a heading, as an application has it. */
async function recipe<T>(heading: string): Promise<T> {
  const code = readRecipe('docs/guides/frameworks.md', heading);
  const file = join(FOLDER, `${heading}.ts`);
  writeFileSync(file, code.replaceAll(/'@costkeeper\/client\/([\w-]+)'/g, "'../../client/$1.ts'"));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as T;
}

/** Events that came in so far. */
function recorded(): Record<string, unknown>[] {
  return server.seen
    .filter(({ path }) => path.endsWith('/record'))
    .flatMap(({ body }) => (JSON.parse(body) as { events: Record<string, unknown>[] }).events);
}

describe('the recipes of docs/guides/frameworks.md', () => {
  it('Next.js: a route handler records its call before its answer leaves', async () => {
    const { POST } = await recipe<{ POST: (request: Request) => Promise<Response> }>('Next.js');
    const body = JSON.stringify({ storyId: 's-1', userId: 'ada', prompt: 'A fox' });
    const response = await POST(new Request('https://app.example/api/stories', { method: 'POST', body }));
    expect(await response.json()).toEqual({ text: 'Once' });
    expect(recorded()).toMatchObject([
      {
        userId: 'ada',
        resource: { type: 'story', id: 's-1' },
        model: 'gpt-4o-mini',
        usage: { input_tokens: 5 },
      },
    ]);
  });

  it('Hono: a middleware says whose the calls below it are', async () => {
    const { attributeCosts, costkeeper } = await recipe<{
      attributeCosts: (context: object, next: () => Promise<void>) => Promise<void>;
      costkeeper: { record: (draft: object) => string; flush: () => Promise<unknown> };
    }>('Hono');
    const before = recorded().length;
    const context = { req: { header: () => 'bob', param: () => 's-2' } };
    await attributeCosts(context, () => {
      costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } });
      return Promise.resolve();
    });
    await costkeeper.flush();
    expect(recorded().slice(before)).toMatchObject([
      { userId: 'bob', resource: { type: 'story', id: 's-2' } },
    ]);
  });

  it('BullMQ: the context travels in the job, which is JSON between the processes', async () => {
    const { speechOf, speak } = await recipe<{
      speechOf: (userId: string, episode: string, text: string) => object;
      speak: (job: object) => Promise<void>;
    }>('BullMQ');
    const before = recorded().length;
    const data: unknown = JSON.parse(JSON.stringify(speechOf('cy', 'ep-7', 'Hello')));
    await speak({ data, attemptsMade: 1 });
    await waitFor('the event', recorded, (events) => events.length > before);
    expect(recorded().slice(before)).toMatchObject([
      { userId: 'cy', resource: { type: 'episode', id: 'ep-7' }, usage: { characters: 5 }, attempt: 2 },
    ]);
  });
});

describe('npm run prove -- recipes', () => {
  it.each(['docs/guides/frameworks.md', 'docs/guides/agent-frameworks.md'])(
    'runs every recipe of %s, with the versions that it names',
    (page) => {
      const text = readFileSync(join(REPOSITORY, page), 'utf8');
      const own = RECIPES.filter((one) => one.page === page);
      const withCode = [...text.matchAll(/^## (.+)$(?=(?:(?!^## )[^])*?^```ts$)/gm)].map(
        ([, heading]) => heading,
      );
      expect(own.map(({ heading }) => heading)).toEqual(withCode);
      const [, tried = ''] = /^## What was tried\n([^]*?)^## /m.exec(text) ?? [];
      const named = own.flatMap(({ packages }) =>
        Object.entries(packages).map(([name, version]) => `\`${name}\` ${version}`),
      );
      expect(named.filter((one) => !tried.includes(one))).toEqual([]);
    },
  );

  it('gives each recipe work of its own, so that no entry is taken for another', () => {
    const headings = RECIPES.map(({ heading }) => heading);
    expect(new Set(headings).size).toBe(headings.length);
    for (const { entries } of RECIPES) expect(entries.length).toBeGreaterThan(0);
  });
});
