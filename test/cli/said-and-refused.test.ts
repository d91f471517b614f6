import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerAt } from '../../cli/ledger.ts';
import { completion } from '../../cli/completion.ts';
import { PROGRAMS } from '../../cli/programs.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { runCommandLine } from '../../cli/run-command.ts';
import { type StubServer, startStub } from '../client/support/json-server.ts';
import { isInstalled } from '../support/is-installed.ts';

/** Answers what the path says: a page as a web site has, a refusal of the token, a job that does not get further. */
let server: StubServer;
let site: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-said-'));
  server = await startStub(({ path: asked }) => {
    if (asked.startsWith('/page')) return { body: '<html>a page</html>' };
    if (asked.startsWith('/refuses')) return { status: 401, json: { message: 'Unauthorized' } };
    return { json: { items: [], entries: [], jobId: 'j' } };
  });
  site = server.url;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  server.seen.length = 0;
  const code = await runCommandLine(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    env: { COSTKEEPER_TOKEN: 'token' },
    now: () => 0,
    wait: () => Promise.resolve(),
    stopped: AbortSignal.abort(),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('a command line', () => {
  it.each([
    [['status', 'now'], /^status takes no "now": costkeeper status$/],
    [['budgets', 'all'], /takes no "all"/],
    [['quarantine', 'list', 'x'], /takes no "x"/],
    [['top', '--period', 'soon'], /--period takes a month such as 2026-11 or a day/],
    [['top', '--period', '2026-11', '--from', '2026-11-01'], /--period stands alone/],
    [['quarantine', 'redrive'], /replay sends all of a range/],
    [['status', '--stage', 'a', '--api', 'https://b'], /give one of them/],
    [['status', '--api', 'b'], /"b" is no address/],
    [['export', '--out', '/no/such/folder/x.csv'], /\/no\/such\/folder does not exist/],
  ])('%j is refused with a sentence and exit code 2', async (args, said) => {
    const named = args.some((word) => /^--(?:api|stage)$/.test(word)) ? args : [...args, '--api', site];
    const { code, err } = await run(...named);
    expect([code, err, server.seen]).toEqual([2, expect.stringMatching(said), []]);
  });

  it('is told that an endpoints file cannot be read', async () => {
    const file = path.join(folder, 'bad.json');
    writeFileSync(file, '{');
    expect(await run('status', '--endpoints', file)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/bad\.json is no file of a local system/) as string,
    });
  });

  it('says a period as a range, which every read takes', async () => {
    for (const command of [['top', 'user'], ['cost', 'user', 'a'], ['quarantine', 'list'], ['export']]) {
      await run(...command, '--period', '2026-11', '--api', site);
      expect(server.seen[0]?.path).toMatch(/[?&]from=2026-11&to=2026-11/);
      expect(server.seen[0]?.path).not.toContain('period');
    }
  });

  it('tells each state of a job once', async () => {
    const { err } = await run('quarantine', 'list', '--api', site);
    expect(err).toBe('… 0 found');
  });
});

function answerLate(): Promise<Response> {
  return Promise.reject(new DOMException('aborted due to timeout', 'TimeoutError'));
}

describe('a ledger that does not answer', () => {
  it('is named with the reason, for people and for programs', async () => {
    const away = 'http://127.0.0.1:9/cost-tracking';
    const { code, err } = await run('status', '--api', away);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/127\.0\.0\.1:9\/cost-tracking is not reached \(.+\):/),
    ]);
    const { out } = await run('status', '--api', away, '--json');
    expect(JSON.parse(out)).toEqual({
      error: { message: expect.stringContaining('is not reached') as string },
    });
  });

  it('is told apart from a token that it does not take, and from a page of something else', async () => {
    const refused = await run('status', '--api', `${site}/refuses`);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/answered 401.*the token is none/),
    ]);
    const page = await run('status', '--api', `${site}/page`);
    expect([page.code, page.err]).toEqual([1, expect.stringMatching(/is no ledger: .*cost-tracking/)]);
  });

  it('is named with what was asked where the answer does not come in time', async () => {
    const ledger = ledgerAt('late', { apiUrl: site, fetch: answerLate });
    await expect(ledger.get('/status')).rejects.toThrow(`${site} did not answer GET /status in time`);
  });

  it('is told apart from what is not in it, and from a wrong option, without what Node adds to that', async () => {
    const unknown = await run('quarantine', 'show', 'x', '--api', site);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringMatching(/^… 0 found\nnothing of the last 100 days/),
    ]);
    const { code, err } = await run('status', '--nope');
    expect([code, err]).toEqual([2, "status: Unknown option '--nope'"]);
  });

  it('is one finding of the doctor, with what to do', async () => {
    const { code, out } = await run('doctor', '--api', `${site}/refuses`, '--json');
    const { findings } = JSON.parse(out) as { findings: { what: string; remedy?: string }[] };
    expect([code, findings.map(({ what }) => what)]).toEqual([1, ['API']]);
    expect(findings[0]?.remedy).toMatch(/this needs a token of the group cost-readers/);
  });
});

describe('help', () => {
  it('is had of each command in every way that one asks for it, without a ledger', async () => {
    for (const { name } of COMMANDS) {
      const words = name.split(' ');
      const { code, out, err } = await run(...words, '--help');
      expect([code, err, out]).toEqual([0, '', expect.stringMatching(`^costkeeper ${name}`)]);
      expect((await run('help', ...words)).out).toBe(out);
    }
    expect((await run('quarantine', '--help')).out).toMatch(/quarantine list[^]*quarantine show[^]*redrive/);
    expect((await run('completion', '--help')).out).toMatch(/fish/);
    expect((await run('top', '--help')).out).toMatch(/--from, --to +a day/);
    expect((await run('cost-sheet', '--help')).out).not.toContain('--stage');
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('what needs the local system, where its package is not installed', () => {
  it.each(['local', 'run -- node app.js', 'smoke --start'])('%s says how to get it', async (words) => {
    // Nobody installs it in this repository, which has the system itself.
    expect(await run(...words.split(' '))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/not installed: npm install --save-dev @costkeeper\/local@\d/) as string,
    });
  });
});

describe('the words of costkeeper run', () => {
  const before = PROGRAMS.find(({ name }) => name === 'run')?.before;

  it.each([
    ['-- npx tsx bin/app.ts', ['--app', 'npx tsx bin/app.ts']],
    ['npx tsx bin/app.ts', ['--app', 'npx tsx bin/app.ts']],
    ['--data d --port 0 -- node app.js', ['--data', 'd', '--port', '0', '--app', 'node app.js']],
    ['--data d', ['--data', 'd', '--app', '']],
    ['', ['--app', '']],
    ['--help', ['--help']],
  ])('"%s" are options of the local system and the command behind --', (words, expected) => {
    expect(before?.(words === '' ? [] : words.split(' '))).toEqual(expected);
  });

  it('reach a shell as they were typed', () => {
    expect(before?.(['--', 'sh', '-c', "echo 'a b'"])).toEqual(['--app', `sh -c 'echo '\\''a b'\\'''`]);
    expect(before?.(['--', 'npm run synth'])).toEqual(['--app', 'npm run synth']);
  });
});

const script = (shell: string) => completion(shell, [...COMMANDS, ...PROGRAMS]);

function fishOffers(line: string): string[] {
  const command = `${script('fish')}\ncomplete -C '${line}'`;
  return execFileSync('fish', ['--no-config', '-c', command], { encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

describe('completion in the shell itself', () => {
  it.runIf(isInstalled('fish'))('offers in fish what may follow', () => {
    expect(fishOffers('costkeeper cos')).toEqual(['cost', 'cost-sheet']);
    expect(fishOffers('costkeeper quarantine re')).toEqual(['redrive']);
    expect(fishOffers('costkeeper quarantine redrive ')).not.toContain('list');
    expect(fishOffers('costkeeper top --lim')).toEqual(['--limit']);
  });

  it.runIf(isInstalled('zsh'))('is taken by zsh', () => {
    const said = execFileSync(
      'zsh',
      ['-f', '-c', `autoload -Uz compinit && compinit -D\n${script('zsh')}\nprint -r -- $_comps[costkeeper]`],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } },
    );
    expect(said).toContain('_costkeeper');
  });
});
