import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool, type Tool, TOOLS } from '../../../scripts/check/tools.ts';

function tool(name: string): Tool {
  const found = TOOLS.find((item) => item.name === name);
  if (!found) throw new Error(`there is no tool ${name}`);
  return found;
}

const bin = join(import.meta.dirname, '../../../node_modules/.bin');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'costkeeper-check-'));
  writeFileSync(join(folder, 'wrong.ts'), "export const wrong: number = 'text' as any\n");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a tool says', () => {
  it('is read out of tsc', async () => {
    writeFileSync(join(folder, 'types.ts'), "export const wrong: number = 'text';\n");
    writeFileSync(join(folder, 'tsconfig.json'), '{ "files": ["types.ts"] }');
    const { ok, output } = await runTool(
      join(bin, 'tsc'),
      ['--noEmit', '--pretty', 'false', '-p', folder],
      false,
    );
    expect(ok).toBe(false);
    expect(tool('tsc').read(output)).toMatchObject([
      { line: 1, what: "TS2322: Type 'string' is not assignable to type 'number'." },
    ]);
  });

  it('is read out of oxlint', async () => {
    const rules = ['-D', 'typescript/no-explicit-any'];
    const args = ['--format', 'json', '-A', 'all', ...rules, join(folder, 'wrong.ts')];
    const { ok, output } = await runTool(join(bin, 'oxlint'), args, false);
    expect(ok).toBe(false);
    const [finding] = tool('oxlint').read(output);
    expect(finding).toMatchObject({ line: 1 });
    expect(finding?.what).toContain('no-explicit-any');
  });

  it('is read out of oxfmt', async () => {
    const args = ['--list-different', join(folder, 'wrong.ts')];
    const { ok, output } = await runTool(join(bin, 'oxfmt'), args, false);
    expect(ok).toBe(false);
    expect(tool('oxfmt').read(output)).toMatchObject([{ what: 'is not formatted', mend: 'npm run format' }]);
  });

  it('is read out of knip', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "name": "p", "type": "module", "main": "./main.js" }');
    writeFileSync(join(folder, 'main.js'), "import { used } from './part.js';\nused();\n");
    writeFileSync(
      join(folder, 'part.js'),
      'export const used = () => alone();\nexport const alone = () => 1;\n',
    );
    writeFileSync(join(folder, 'lonely.js'), 'const a = 1;\n');
    const args = ['--no-progress', '--reporter', 'json', '--directory', folder];
    const { ok, output } = await runTool(join(bin, 'knip'), args, false);
    expect(ok).toBe(false);
    const findings = tool('knip').read(output);
    expect(findings).toContainEqual(
      expect.objectContaining({ file: 'part.js', line: 2, what: 'exports what no other file uses: alone' }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ file: 'lonely.js', what: 'is imported by no file' }),
    );
  });
});

describe('a tool', () => {
  it('gets the files that it can read, and is left out where there are none', () => {
    expect(tool('oxlint').args(['docs/api.md', 'core/spend', 'bin/costkeeper.ts'], false)).toEqual([
      '--type-aware',
      '--deny-warnings',
      'core/spend',
      'bin/costkeeper.ts',
    ]);
    expect(tool('oxlint').args(['docs/api.md'], false)).toBeUndefined();
    expect(tool('tsc').args(['docs/api.md'], false)).not.toContain('docs/api.md');
  });
});
