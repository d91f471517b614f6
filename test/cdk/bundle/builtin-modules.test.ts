import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { builtinsAsked } from '../../../cdk/bundle/builtin-modules.ts';

/** What a module given as text becomes. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents },
    bundle: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    plugins: [builtinsAsked],
    logLevel: 'silent',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** What it exports. */
async function loaded(contents: string): Promise<Record<string, unknown>> {
  const text = await bundled(contents);
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<string, unknown>;
}

describe('modules of Node in a bundle', () => {
  it('are asked for, and of their exports only those that are used', async () => {
    const text = await bundled(
      "import { STATUS_CODES } from 'node:http'; export const found = STATUS_CODES[404];",
    );
    expect(text).toContain('getBuiltinModule');
    expect(text).not.toMatch(/WebSocket|import[ {]/);
  });

  it('are the same by name, as a whole, by a call of import() and by require', async () => {
    const { sha256, whole, later, required } = await loaded(`
      import { createHash } from 'crypto';
      import path from 'node:path';
      export const sha256 = createHash('sha256').update('').digest('hex').slice(0, 8);
      export const whole = path.basename('/a/b');
      export const later = await import('node:os').then(({ EOL }) => EOL);
      export const required = require('node:util').inspect(1);
    `);
    expect({ sha256, whole, later, required }).toEqual({
      sha256: 'e3b0c442',
      whole: 'b',
      later: '\n',
      required: '1',
    });
  });

  it('leave packages alone', async () => {
    await expect(bundled("import 'no-such-package'")).rejects.toThrow('Could not resolve');
  });
});
