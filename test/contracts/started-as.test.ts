import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STARTED_AS } from '../../contracts/started-as.ts';
import { IN_PROOF } from '../../testing/property-runs.ts';

const REPOSITORY = path.join(import.meta.dirname, '../..');

function helpOf(file: string, env: Record<string, string>): string {
  const args = [path.join(REPOSITORY, file), '--help'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('the help of a program', () => {
  it('calls it as the person did who started it', () => {
    expect(helpOf('scripts/import.ts', {})).toMatch(/^npm run import -- FILE /);
    expect(helpOf('scripts/import.ts', { [STARTED_AS]: 'costkeeper import' })).toMatch(
      /^costkeeper import FILE /,
    );
  });
});

const WRONG: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ['run', 'local/main.ts', ['--port', 'x'], /--port takes a whole number/],
  ['import', 'scripts/import.ts', ['no-such.csv', '--map', 'generic'], /no-such\.csv does not exist/],
  ['local', 'local/main.ts', ['--nope'], /--nope/],
  ['smoke', 'scripts/smoke.ts', ['--timeout', 'soon'], /--timeout takes whole seconds/],
  ['import', 'scripts/import.ts', ['--nope'], /^Unknown option '--nope'$/],
];

describe('a wrong command line of a program', () => {
  // A process each: `npm run prove -- programs` tries all.
  it.each(IN_PROOF ? WRONG : WRONG.slice(0, 2))(
    'costkeeper %s tells it as costkeeper does: exit code 2, JSON with --json',
    (name, file, words, said) => {
      const env = { ...process.env, [STARTED_AS]: `costkeeper ${name}` };
      const args = [path.join(REPOSITORY, file), ...words];
      const { status, stdout } = spawnSync(process.execPath, [...args, '--json'], { encoding: 'utf8', env });
      expect([status, JSON.parse(stdout || '{}')]).toEqual([
        2,
        { error: { message: expect.stringMatching(said) as string } },
      ]);
    },
  );

  it('of run has in its help the command behind --', () => {
    const help = helpOf('local/main.ts', { [STARTED_AS]: 'costkeeper run' });
    expect(help).toMatch(/^costkeeper run \[options\] \[-- COMMAND/);
    expect(help).not.toContain('npm run');
  });
});

describe('npm create costkeeper', () => {
  it.each([
    ['--admin', 'me', /--admin takes a mail address/],
    ['--region', 'Mars', /--region takes a region such as/],
  ])('refuses %s %s before it makes a folder', (option, value, said) => {
    const folder = path.join(REPOSITORY, 'node_modules/.cache/never-made');
    const args = [path.join(REPOSITORY, 'create/create-costkeeper.ts'), folder, option, value];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr, existsSync(folder)]).toEqual([1, expect.stringMatching(said), false]);
  });
});
