import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { runCommandLine } from '../../cli/run-command.ts';
import { PROGRAMS } from '../../cli/programs.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';

let system: LocalSystem;
let folder: string;
/** Of this run: other files use the same system. */
const RUN = `cli-${process.pid}`;
const USER = `${RUN}-ada`;
const WAIT = { timeout: 900_000, interval: 50 };

const event = (more: object) => ({
  provider: 'openai',
  usage: { input_tokens: 1000, output_tokens: 500 },
  userId: USER,
  ...more,
});

beforeAll(async () => {
  system = await shareSystem('ledger');
  folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-cli-'));
  const { api, tokens } = system.endpoints;
  const response = await fetch(`${api}/record`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.writer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      events: [
        event({ model: 'gpt-4o-mini', resource: { type: 'episode', id: `${RUN}/1` } }),
        event({ model: `${RUN}-model` }),
      ],
    }),
  });
  if (response.status !== 202) throw new Error(`POST /record answered ${response.status}`);
  // Over HTTP a rejection is told at once; from the queue it is kept aside.
  const rejected = {
    id: `${RUN}-bad`,
    occurredAt: new Date().toISOString(),
    model: 'gpt-4o-mini',
    usage: { input_tokens: -1 },
  };
  const sent = await fetch(system.endpoints.sqs, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
    body: JSON.stringify({
      QueueUrl: system.endpoints.queueUrl,
      MessageBody: JSON.stringify(event(rejected)),
    }),
  });
  if (!sent.ok) throw new Error(`the queue answered ${sent.status}`);
  await vi.waitUntil(async () => (await run('cost', 'user', USER)).out.includes('2 calls'), WAIT);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await system[Symbol.asyncDispose]();
});

async function run(...args: string[]) {
  return await runIn({}, ...args, '--endpoints', system.file);
}

async function runIn(env: Record<string, string>, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    env,
    now: Date.now,
    // Looks more often than a person would want: jobs here are done at once.
    wait: (milliseconds) => sleep(Math.min(milliseconds, 50)),
    stopped: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await run(...args, '--json')).out) as Record<string, unknown>;
}

async function findRejected() {
  const { items } = (await json('quarantine', 'list', '--kind', 'rejected')) as {
    items: { id: string; body: string | null }[];
  };
  return items.find(({ body }) => body?.includes(`${RUN}-bad`));
}

describe('what a ledger is asked by the command line', () => {
  it('tells the cost of a user, a resource whose id has a slash, and the models of a user', async () => {
    const { code, out } = await run('cost', 'user', USER);
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      '0.00045 USD, 2 calls, 1 without a price (costkeeper unpriced)',
    ]);
    expect((await run('cost', 'resource', `episode/${RUN}/1`)).out).toMatch(/^0\.00045 USD, 1 call$/m);
    expect(await json('cost', 'user', USER)).toMatchObject({
      totalUsd: '0.00045',
      events: 2,
      unpricedEvents: 1,
    });
  });

  it('says what the ledger never had an entry of, and tells it from what cost nothing on the days', async () => {
    for (const unknown of [
      ['user', `${RUN}-bob`],
      ['resource', `episode/${RUN}/2`],
      ['group', `podcast/${RUN}`],
    ]) {
      const { code, out } = await run('cost', ...unknown, '--period', '2026-01');
      // Budgets of every user, which others may have made, stand below.
      const [first] = out.split('\n');
      expect([code, first]).toEqual([0, `no usage of ${unknown.join(' ')} is in the ledger: check the id`]);
    }
    const { out } = await run('cost', 'user', USER, '--period', '2026-01');
    expect(out.split('\n')[0]).toBe('0 USD, 0 calls');
  });

  it('lists who costs most, what has no price, budgets and prices', async () => {
    expect((await run('top', 'user', '--limit', '200')).out).toMatch(
      new RegExp(`^user .*USD.*share.*calls[^]*${USER}`),
    );
    const unpriced = await run('unpriced');
    expect([unpriced.code, unpriced.out]).toEqual([1, expect.stringContaining(`openai/${RUN}-model`)]);
    expect((await run('prices', '--provider', 'openai', '--model', 'gpt-4o-mini')).out).toContain(
      'input_tokens',
    );
    expect(await json('budgets')).toEqual({ budgets: expect.any(Array) as unknown });
  });

  it('makes a key that opens the way of machines, gives it another secret, and takes it away', async () => {
    const { api } = system.endpoints;
    const record = (key: string) =>
      fetch(`${api}/key/record?dryRun=true`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(event({ model: 'gpt-4o-mini' })),
      });
    const made = await json('keys', 'create', `${RUN} worker`, '--scopes', 'record,gate', '--days', '20');
    expect((await record(String(made['key']))).status).toBe(200);
    const listed = await run('keys', 'list');
    // It ends within thirty days.
    expect([listed.code, listed.out]).toEqual([
      1,
      expect.stringMatching(`${RUN} worker.*record gate.*expiring`),
    ]);
    const id = String(made['id']);
    const rotated = await json('keys', 'rotate', id, '--grace', '0');
    expect((await record(String(rotated['key']))).status).toBe(200);
    expect((await record(String(made['key']))).status).toBe(401);
    expect((await record('eyJhbGciOiJub25lIn0.e30.')).status).toBe(401);
    expect((await run('keys', 'revoke', id)).out).toBe(`key ${id} is gone`);
    expect((await run('keys', 'create', 'x')).code).toBe(2);
    expect((await run('keys', 'create', 'x', '--scopes', 'read', '--days', 'many')).code).toBe(2);
  });

  it('shows calls as they came, the last at the end', async () => {
    const { out } = await run('tail', '--once', '--user', USER);
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toMatch(new RegExp(`0\\.00045 USD {2}openai/gpt-4o-mini {2}${USER}`));
    expect(out).toContain(`unpriced  openai/${RUN}-model`);
  });

  it('lists, shows and sends again what was kept aside', async () => {
    const mine = await vi.waitUntil(findRejected, WAIT);
    expect((await run('quarantine', 'show', mine.id)).out).toContain('"input_tokens":-1');
    expect((await run('quarantine', 'redrive', mine.id)).out).toBe(`${mine.id} is on the queue again`);
  });

  it('recalculates a user, audits a day and exports it, and waits for each', async () => {
    expect((await run('recalculate', 'user', USER)).out).toMatch(/^done: \{/);
    const today = new Date().toISOString().slice(0, 10);
    expect((await run('audit', today)).code).toBe(0);
    const file = path.join(folder, 'day.csv');
    const exported = await run('export', '--from', today, '--to', today, '--user', USER, '--out', file);
    expect(exported.out).toMatch(/day\.csv: \d+ bytes$/);
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes(USER)),
    ).toHaveLength(2);
  });

  it('says how the ledger is, and what is wrong with what to do', async () => {
    expect((await run('status')).out).toMatch(/recorded +\d+, in the totals \d+/);
    const { code, out } = await run('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {4}API: the local system answers$/m);
    expect(out).toMatch(/^WRONG prices: \d+ calls? waits? for a price.*\n {6}costkeeper unpriced/m);
    const { findings } = (await json('doctor')) as { findings: { ok: boolean; remedy?: string }[] };
    expect(findings.filter(({ ok, remedy }) => !ok && remedy === undefined)).toEqual([]);
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [['nothing'], /there is no command "nothing": status, /],
    [['quarantine', 'drop'], /there is no command "quarantine drop": quarantine list, quarantine show/],
    [['cost', 'user'], /say whose cost/],
    [['cost', 'planet', 'mars'], /say whose: user, resource or group, not "planet"/],
    [['cost', 'resource', 'ep-1'], /a resource is TYPE\/ID/],
    [['top', '--limt', '3'], /top: Unknown option '--limt'/],
    [['recalculate', 'resource', 'ep-1'], /a resource is TYPE\/ID, such as episode\/42, not "ep-1"/],
    [['cost-sheet', '--events', 'many'], /--events takes a whole number a month, not "many"/],
    [['cost-sheet', '--freshness', '7'], /a freshness of 0, 2, 10 and 60/],
    [['completion', 'tcsh'], /bash, zsh or fish/],
  ])('%j is told, with exit code 2', async (args, said) => {
    const { code, err } = await run(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  });

  it('tells a refusal of the ledger with exit code 1, as JSON where that was asked for', async () => {
    const { code, err } = await run('cost', 'user', USER, '--from', '2026-13-01');
    expect([code, err]).toEqual([1, expect.stringMatching(/answered 400: .*from/)]);
    const told = await json('cost', 'user', USER, '--from', '2026-13-01');
    expect(told).toEqual({
      error: { message: expect.any(String) as unknown, status: 400, type: 'urn:costkeeper:invalid-input' },
    });
  });

  it('says how a ledger is named where there is none, and that an address needs a token', async () => {
    const file = path.join(folder, 'none.json');
    expect((await runIn({}, 'status', '--endpoints', file)).err).toMatch(
      /none\.json does not exist.*--stage NAME/,
    );
    const { api, tokens } = system.endpoints;
    expect((await runIn({}, 'status', '--api', api)).err).toMatch(/put one into COSTKEEPER_TOKEN/);
    const env = { COSTKEEPER_API_URL: api, COSTKEEPER_TOKEN: tokens.reader };
    expect((await runIn(env, 'status')).code).toBe(0);
    const changed = await runIn(env, 'recalculate', 'all');
    expect([changed.code, changed.err]).toEqual([1, expect.stringMatching(/answered 403/)]);
  });
});

describe('help and completion', () => {
  it('name every command', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const { name } of [...COMMANDS, ...PROGRAMS]) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect((await run('cost', '--help')).out).toContain('--period MONTH');
  });

  it('completes commands, what follows them and their options', async () => {
    const { out: bash } = await runIn({}, 'completion', 'bash');
    const complete = (...words: string[]) =>
      execFileSync('bash', [
        '-c',
        `${bash}\nCOMP_WORDS=(costkeeper ${words.map((word) => `'${word}'`).join(' ')})\n` +
          `COMP_CWORD=${words.length}; _costkeeper; echo "\${COMPREPLY[*]}"`,
      ])
        .toString()
        .trim();
    expect(complete('cost')).toBe('cost cost-sheet');
    expect(complete('quarantine', '')).toBe('list show redrive');
    expect(complete('quarantine', 're')).toBe('redrive');
    expect(complete('cost', 'user', 'ada', '--per')).toBe('--period');
    expect(complete('local', '--')).toBe('--help');
    expect((await runIn({}, 'completion', 'zsh')).out).toBe(
      `autoload -U +X bashcompinit && bashcompinit\n${bash}`,
    );
    const { out: fish } = await runIn({}, 'completion', 'fish');
    expect(fish).toContain(`not __fish_seen_subcommand_from list show redrive' -f -a 'list show redrive'`);
  });

  it('cost-sheet has the figures of docs/cost.md', async () => {
    const document = readFileSync('docs/cost.md', 'utf8');
    const { writeUnits, naiveWriteUnits, idleUsd, idleBilledUsd } = JSON.parse(
      readFileSync('cli/commands/cost-figures.json', 'utf8'),
    ) as Record<'naiveWriteUnits' | 'idleUsd' | 'idleBilledUsd', string> & {
      writeUnits: Record<string, Record<string, string>>;
    };
    for (const [perMessage, units] of Object.entries(writeUnits)) {
      const row = ['60', '10', '2', '0'].map((freshness) => units[freshness]).join(' | ');
      expect(document).toContain(
        `| ${perMessage} event${perMessage === '1' ? '' : 's'} a message | ${row} |`,
      );
    }
    expect(document).toContain(`(${naiveWriteUnits} write units)`);
    expect(document).toContain(`| **together** | $${idleUsd} | **$${idleBilledUsd}** |`);
    expect(
      await json('cost-sheet', '--events', '2000000', '--events-per-message', '10', '--freshness', '2'),
    ).toEqual({
      events: 2_000_000,
      writesUsd: '5.79',
      queueUsd: '0.24',
      idleUsd: '5.70',
      idleBilledUsd: '0.65',
      totalUsd: '11.73',
      naiveWritesUsd: '31.25',
    });
  });
});
