import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IN_PROOF } from '../../testing/property-runs.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run template', () => {
  const REFUSED = [
    ['organisationName', '-c takes name=value, not "organisationName"'],
    ['organizationName=Example', 'A stage has no "organizationName".'],
  ] as const;
  // Each loads the CDK in a process of its own.
  it.each(IN_PROOF ? REFUSED : REFUSED.slice(1))('refuses -c %s before it writes', (option, sentence) => {
    const folder = mkdtempSync(join(tmpdir(), 'costkeeper-template-test-'));
    const out = join(folder, 'template');
    const args = [join(ROOT, 'cdk/template.ts'), '--out', out, '-c', option];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    const written = existsSync(out);
    rmSync(folder, { recursive: true });
    expect(stderr).toContain(sentence);
    expect([status, written]).toEqual([1, false]);
  });
});
