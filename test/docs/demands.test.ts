import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../testing/local-system.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareSystem } from '../support/shared/shared.ts';
import { type Answer, type Demand, missing, readDemands, requestOf } from '../support/demands.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Guides after the demands: both ask one system. */
const pages = ['docs/demands.md', ...globSync('docs/guides/*.md', { cwd: ROOT }).sort()];
const demands = pages.flatMap((page) => readDemands(readFileSync(join(ROOT, page), 'utf8')));
const requests = demands.filter(({ command }) => requestOf(command) !== undefined);
const others = demands.filter(({ command }) => requestOf(command) === undefined);

let system: LocalSystem;
beforeAll(async () => {
  system = await shareSystem('ledger');
});
afterAll(() => system[Symbol.asyncDispose]());

async function ask({ command }: Demand): Promise<Answer> {
  const request = requestOf(command, new Date());
  if (!request) throw new Error(`no request: ${command}`);
  const { api, tokens } = system.endpoints;
  const response = await fetch(api + request.path, {
    method: request.method,
    headers: { authorization: `Bearer ${tokens[request.as]}`, 'content-type': 'application/json' },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const text = await response.text();
  const body: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text;
  return { status: response.status, body };
}

describe('docs/demands.md and the guides', () => {
  it('have something to try, each page', () => {
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) {
      expect(readDemands(readFileSync(join(ROOT, page), 'utf8')).length).toBeGreaterThan(3);
    }
  });

  it('gives every demand a name of its own', () => {
    const ids = demands.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(90);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(requests)('$id: $demand', async (demand) => {
    // What is written is asked once; totals follow a moment later, so what is read is asked until it shows.
    const look = async () => missing(demand, await ask(demand));
    const isRead = /^(as user )?get /.test(demand.command);
    const left = isRead ? await waitFor(demand.id, look, ({ length }) => length === 0) : await look();
    expect(left).toEqual([]);
  });

  it.each(others)('$id names a command that is there', ({ command }) => {
    const [, test] = /^npx vitest run (\S+)$/.exec(command) ?? [];
    const [, script = ''] = /^npm run (\S+)/.exec(command) ?? [];
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(test === undefined ? Object.hasOwn(scripts, script) : existsSync(join(ROOT, test))).toBe(true);
  });
});
