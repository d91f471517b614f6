import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const WORKFLOW = readFileSync(join(import.meta.dirname, '../../../.github/workflows/release.yml'), 'utf8');

/** The script of a step, by the step's name. */
function scriptOf(step: string): string {
  const [, block = ''] =
    new RegExp(`- name: ${step}\\n(?: {8}shell: bash\\n)? {8}run: \\|\\n((?: {10}.*\\n)+)`).exec(WORKFLOW) ??
    [];
  if (block === '') throw new Error(`release.yml has no step "${step}" with a script`);
  return block.replaceAll(/^ {10}/gm, '');
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'costkeeper-release-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a step as GitHub does; programs that reach others write down what they were asked. */
function runStep(step: string, tag: string): string[] {
  const asked = join(folder, 'asked');
  writeFileSync(asked, '');
  for (const program of ['npm', 'gh']) {
    const file = join(folder, program);
    // The registry has costkeeper-a already.
    writeFileSync(
      file,
      `#!/bin/sh\nif [ "$1" = view ]; then case "$2" in costkeeper-a@*) echo 1.0.0; exit 0 ;; *) exit 1 ;; esac; fi\n` +
        `cat > /dev/null\necho "${program} $*" >> "${asked}"\n`,
    );
    chmodSync(file, 0o755);
  }
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', scriptOf(step)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, GITHUB_REF_NAME: tag, RUNNER_TEMP: folder },
  });
  return readFileSync(asked, 'utf8').replaceAll(`${folder}/`, '').split('\n').filter(Boolean);
}

function pack(names: readonly string[]): void {
  const files = names.map((name) => {
    mkdirSync(join(folder, name, 'package'), { recursive: true });
    writeFileSync(join(folder, name, 'package/package.json'), JSON.stringify({ name, version: '1.0.0' }));
    execFileSync('tar', ['-czf', join(folder, `${name}.tgz`), '-C', join(folder, name), 'package']);
    return join(folder, `${name}.tgz`);
  });
  writeFileSync(join(folder, 'files'), `${files.join('\n')}\n`);
}

describe('the workflow of a release', () => {
  const publish = 'Publish in the order in which packages need each other';

  it('publishes each package once, also where it was broken off before', () => {
    pack(['costkeeper-a', 'costkeeper-b', 'costkeeper-c']);
    expect(runStep(publish, 'v1.0.0')).toEqual([
      'npm publish costkeeper-b.tgz --provenance --access public --tag latest',
      'npm publish costkeeper-c.tgz --provenance --access public --tag latest',
    ]);
  });

  it('gives a version that is tried first a name of its own, as npm asks for', () => {
    pack(['costkeeper-b']);
    expect(runStep(publish, 'v1.0.0-rc.1')).toEqual([
      'npm publish costkeeper-b.tgz --provenance --access public --tag next',
    ]);
    expect(runStep('Release the notes and the template', 'v1.0.0-rc.1')[0]).toContain('--prerelease');
    expect(runStep('Release the notes and the template', 'v1.0.0')[0]).toContain('--latest');
  });
});
