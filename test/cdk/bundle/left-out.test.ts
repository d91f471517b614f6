import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { noJsonSchemas } from '../../../cdk/bundle/left-out.ts';

async function bundled(plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import * as z from 'zod/mini'; export const schema = z.string(); export const all = { ...z };",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

it('keeps the makers of JSON schemas out of a bundle that has them from all of zod', async () => {
  expect(await bundled([])).toContain('function toJSONSchema');
  expect(await bundled([noJsonSchemas])).not.toContain('function toJSONSchema');
});
