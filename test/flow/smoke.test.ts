import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once as event } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoints } from '../../local/endpoints.ts';
import { followMessage } from '../../scripts/smoke/follow-message.ts';
import { type SmokeResult, systemHopClock } from '../../scripts/smoke/hops.ts';
import { localTarget } from '../../scripts/smoke/local-target.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';
import { readApi } from '../../testing/usage-flow.ts';
import { shareSystem } from '../support/shared/shared.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(path.join(tmpdir(), 'smoke-'));

/** No hop is given up on a slow machine. */
const PATIENCE_MS = 900_000;

let system: LocalSystem;

beforeAll(async () => {
  system = await shareSystem('ledger');
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function smoke(...args: string[]): Promise<{ code: unknown; said: string; result: SmokeResult }> {
  const command = [path.join(ROOT, 'scripts', 'smoke.ts'), '--json', ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await event(child, 'close')) as [unknown];
  return { code, said, result: JSON.parse(said.trim().split('\n').at(-1) ?? '') as SmokeResult };
}

type Answer = { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> };
/** What a broken part answers in the place of the API; undefined lets the call through. */
type Break = (method: string, path: string) => Answer | undefined;

/** Breaks one call and lets all later ones through, so that the clean-up works. */
function once(breaks: Break): Break {
  let done = false;
  return (...call) => {
    const answer = done ? undefined : breaks(...call);
    done ||= answer !== undefined;
    return answer;
  };
}

/** Endpoints of the system with its API behind a proxy that breaks something. */
async function broken(breaks: Break): Promise<{ file: string; stop: () => void }> {
  const { api } = system.endpoints;
  const base = new URL(api).pathname;
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = request;
    const own = breaks(method, url.slice(base.length));
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (own) {
      response.writeHead(own.status, { 'access-control-allow-origin': '*', ...own.headers });
      response.end(own.body ?? '{}');
      return;
    }
    const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
    const answer = await fetch(new URL(url, api), {
      method,
      headers: kept as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const {
      'content-encoding': _coding,
      'content-length': _size,
      ...sent
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, sent);
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await event(server.listen(0, '127.0.0.1'), 'listening');
  const file = path.join(folder, 'broken.json');
  const { port } = server.address() as AddressInfo;
  const endpoints: Endpoints = { ...system.endpoints, api: `http://127.0.0.1:${port}${base}` };
  writeFileSync(file, JSON.stringify(endpoints));
  return {
    file,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const HOPS = [
  'preflight',
  'key',
  'price',
  'budget',
  'queue',
  'ledger',
  'totals',
  'role',
  'alert mail',
  'export',
  'clean-up',
];

describe('npm run smoke', () => {
  it('follows one message through every part of the system and leaves nothing behind', async () => {
    const { code, result } = await smoke('--endpoints', system.file);
    expect(result).toMatchObject({ ok: true, left: [] });
    expect(code).toBe(0);
    expect(result.hops.map(({ name }) => name)).toEqual(HOPS);
    for (const { ms } of result.hops) expect(ms).toBeGreaterThanOrEqual(0);

    const { budgets } = await readApi<{ budgets: { name: string }[] }>(
      system.endpoints,
      '/budgets?limit=200',
    );
    expect(budgets.filter(({ name }) => name.startsWith('Smoke'))).toEqual([]);
    const id = /entry (smoke-\w+)/.exec(JSON.stringify(result.hops))?.[1] ?? '';
    const spent = await readApi<{ totalUsd: string; events: number }>(
      system.endpoints,
      `/users/${id.replace('smoke-', 'smoke-user-')}`,
    );
    expect(spent).toMatchObject({ totalUsd: '0', events: 0 });
  });

  const BREAKS: readonly (readonly [string, Break])[] = [
    // As an authorizer in front of the preflight answers.
    ['preflight', (method) => (method === 'OPTIONS' ? { status: 401 } : undefined)],
    [
      'price',
      (_method, at) => (at === '/prices/quote' ? { status: 200, body: '{"status":"unpriced"}' } : undefined),
    ],
    [
      'ledger',
      (method, at) => (method === 'GET' && at.startsWith('/entries/') ? { status: 500 } : undefined),
    ],
    [
      'totals',
      once((method, at) =>
        method === 'GET' && at.startsWith('/resources/')
          ? { status: 200, body: '{"events":1,"totalUsd":"0.00042"}' }
          : undefined,
      ),
    ],
    [
      'role',
      (_method, at) =>
        at.startsWith('/service/') ? { status: 403, body: '{"message":"Forbidden"}' } : undefined,
    ],
    [
      'alert mail',
      (_method, at) =>
        at.startsWith('/alerts')
          ? {
              status: 200,
              body: '{"alerts":[{"id":"a","deliveries":[{"channel":"email","to":"user","status":"FAILED","error":"MessageRejected"}]}]}',
            }
          : undefined,
    ],
    ['export', (_method, at) => (at.startsWith('/reports/export') ? { status: 403 } : undefined)],
    [
      'clean-up',
      (method, at) => (method === 'DELETE' && at.startsWith('/budgets/') ? { status: 500 } : undefined),
    ],
  ];
  /** A part that answers wrongly, a right that is missing, and one that fails after everything was made: each is a whole way of a message. */
  const SOME = BREAKS.filter(([hop]) => hop === 'price' || hop === 'role' || hop === 'clean-up');
  it.each(IN_PROOF ? BREAKS : SOME)('fails at the hop "%s" when that is broken', async (hop, breaks) => {
    const { file, stop } = await broken(breaks);
    try {
      // What the command does, without a process of its own for each.
      const result = await followMessage({
        target: localTarget(file),
        runId: randomBytes(6).toString('hex'),
        occurredAt: new Date().toISOString(),
        mailTo: 'success@simulator.amazonses.com',
        clock: systemHopClock(PATIENCE_MS),
        told: () => undefined,
      });
      expect(result).toMatchObject({ ok: false, failed: { hop } });
      expect(result.hops.map(({ name }) => name)).not.toContain(hop);
    } finally {
      stop();
    }
  });

  it('says where to begin when no system runs', async () => {
    const { code, result } = await smoke('--endpoints', path.join(folder, 'none.json'));
    expect(code).toBe(1);
    expect(result.failed).toMatchObject({
      hop: 'start',
      reason: expect.stringContaining('--start') as string,
    });
  });

  it('is a script of the package', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['smoke']).toBe('node scripts/smoke.ts');
  });
});
