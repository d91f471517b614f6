import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../cli/programs.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { RULES, ruleFor } from '../../prove/docs/rules.ts';
import { runPage } from '../../prove/docs/run-page.ts';
import { blocksOf, documentationPages, shownCommands } from '../../prove/docs/shown-commands.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = documentationPages(ROOT).map((page) => ({
  page,
  text: readFileSync(join(ROOT, page), 'utf8'),
}));
const commands = pages.flatMap(({ page, text }) => shownCommands(page, text));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Spans of code in the text that are commands of the project: `npm run x -- y`, `npx costkeeper z`. */
const mentions = pages.flatMap(({ page, text }) =>
  [...text.matchAll(/`((?:npm run|npx costkeeper) [^`\n]+)`/g)].map(([, command = '']) => ({
    page,
    command,
  })),
);

describe('the commands of the documentation', () => {
  it('are read whole, those over several lines and in lists too', () => {
    const text =
      '```sh\n# not this\na \\\n  b\ncurl -d \'{\n  "x": 1 }\'\n```\n\n1. so\n   ```bash\n   c\n   ```\n\n```ts\nno\n```\n';
    expect(shownCommands('p', text).map(({ command }) => command)).toEqual([
      'a    b',
      'curl -d \'{\n  "x": 1 }\'',
      'c',
    ]);
    expect(commands.length).toBeGreaterThan(70);
  });

  it('are all in blocks that say so', () => {
    const unmarked = pages.flatMap(({ page, text }) =>
      blocksOf(text)
        .filter(
          ({ mark, body }) => mark === '' && /^(?:(?:npm|npx|node|aws|curl|git) |export \w+=)/m.test(body),
        )
        .map(({ body }) => `${page}: ${body}`),
    );
    expect(unmarked).toEqual([]);
  });

  it('are each run, or the test that does the same is named, or the reason why nothing does', () => {
    expect(commands.filter(({ command }) => ruleFor(command) === undefined)).toEqual([]);
    const unused = RULES.filter((rule) => !commands.some(({ command }) => ruleFor(command) === rule[1]));
    expect(unused.map(([pattern]) => String(pattern))).toEqual([]);
    const unheld = RULES.filter(
      ([, rule]) => 'test' in rule && !readFileSync(join(ROOT, rule.test), 'utf8').includes(rule.has),
    );
    expect(unheld.map(([pattern]) => String(pattern))).toEqual([]);
  });

  it('name scripts of the project, tests that are there, and commands of the command line', () => {
    const known = new Set([...COMMANDS, ...PROGRAMS].flatMap(({ name }) => [name, name.split(' ')[0] ?? '']));
    const wrong = [...commands, ...mentions].filter(({ command }) => {
      const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
      const [, path] = /^npx vitest (?:run|related --run) (\S+)/.exec(command) ?? [];
      const [, first] = /^npx costkeeper ([a-z][\w-]*)/.exec(command) ?? [];
      return (
        (path !== undefined && !existsSync(join(ROOT, path))) ||
        (script !== undefined && !Object.hasOwn(scripts, script)) ||
        (first !== undefined && !known.has(first))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('call the command line by npx in the folder of the repository', () => {
    const { stdout } = spawnSync('npx', ['--no-install', 'costkeeper', '--help'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stdout).toContain('costkeeper COMMAND');
  });

  it.each([
    ['prove', 'scripts/prove.ts'],
    ['bench', 'bench/main.ts'],
    ['example', 'examples/main.ts'],
  ])('name what npm run %s knows', (script, file) => {
    const { stdout } = spawnSync(process.execPath, [file, '--help'], { cwd: ROOT, encoding: 'utf8' });
    const names = [...stdout.matchAll(/^ {2}([\w-]+)(?: |$)/gm)].map(([, name]) => name);
    const asked = [...commands, ...mentions].flatMap(
      ({ command }) => new RegExp(`^npm run ${script} -- ([a-z][\\w-]*)`).exec(command)?.[1] ?? [],
    );
    expect(new Set(asked.filter((name) => !names.includes(name)))).toEqual(new Set());
    expect(names.length).toBeGreaterThan(3);
  });
});

describe('commands of the documentation against a local system', () => {
  let system: LocalSystem;
  beforeAll(async () => {
    system = await shareSystem('ledger');
  });
  afterAll(() => system[Symbol.asyncDispose]());

  it('fail where the page is wrong: a refused request, a wrong command line, a command that nobody thought of', async () => {
    const wrong = [
      'curl "$API/no-such-route" -H "Authorization: Bearer $TOKEN"',
      'npx costkeeper top planet',
      'npm run local -- --data DIR --no-such-option',
      'frobnicate',
    ];
    const text = `\`\`\`sh\nA=1\n${wrong.join('\n')}\n\`\`\`\n`;
    const tried = await runPage('p', text, { ...system, long: true });
    expect(tried.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'failed', 'failed', 'failed']);
    expect(tried[1]?.said).toContain('404');
  });

  const shown = pages.filter(({ page, text }) =>
    shownCommands(page, text).some(({ command }) => {
      const rule = ruleFor(command);
      return rule !== undefined && 'run' in rule && rule.takes !== 'long';
    }),
  );

  /** Every sixth page; `npm run prove -- docs` runs all. */
  it.each(shown.filter((_page, nth) => nth % 6 === 0))('run as $page shows them', async ({ page, text }) => {
    const tried = await runPage(page, text, { ...system, long: false });
    expect(tried.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
