import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../../prove/docs/shown-commands.ts';
import { type StubServer, startStub } from '../client/support/json-server.ts';
import { readDemands, requestOf } from '../support/demands.ts';
import { isInstalled } from '../support/is-installed.ts';

const ROOT = join(import.meta.dirname, '../..');
const demands = readFileSync(join(ROOT, 'docs/demands.md'), 'utf8');

/** A page with days in its addresses, and one with a person and a body. */
const PAGES = ['user-cost', 'job-status', 'episodes-and-campaigns'].map((name) => `docs/guides/${name}.md`);

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

let server: StubServer;
let folder: string;
beforeAll(async () => {
  server = await startStub(() => ({ json: {} }));
  folder = mkdtempSync(join(tmpdir(), 'costkeeper-by-hand-'));
  mkdirSync(join(folder, '.local'));
  const endpoints = { api: server.url, tokens: { admin: 'of-admin', user: 'of-user' } };
  writeFileSync(join(folder, '.local/endpoints.json'), JSON.stringify(endpoints));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(isInstalled('curl'))('a line of a guide, pasted into a shell as it stands', () => {
  it.each(PAGES)('asks what the page says: %s', async (page) => {
    const [setUp = ''] = blocksOf(demands).flatMap(({ body }) => (body.includes('send()') ? [body] : []));
    const lines = readDemands(readFileSync(join(ROOT, page), 'utf8')).map(({ command }) => command);
    const before = today();
    server.seen.length = 0;
    await promisify(execFile)('sh', ['-c', [setUp, ...lines].join('\n')], { cwd: folder });
    // Over midnight either day may be in it.
    const asked = server.seen.map(({ method, path, headers, body }) => ({
      as: String(headers.authorization).replace('Bearer of-', ''),
      method,
      path: path.replaceAll(today(), before),
      body: body === '' ? undefined : body,
    }));
    expect(asked).toEqual(lines.map((line) => requestOf(line, new Date(before))));
  });
});
