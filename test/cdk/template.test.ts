import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run template', () => {
  it.each([
    ['organisationName', '-c takes name=value, not "organisationName"'],
    ['organizationName=Example', 'A stage has no "organizationName".'],
  ])('refuses -c %s before it writes', (option, sentence) => {
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
