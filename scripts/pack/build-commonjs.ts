import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';

/**
 * Writes each ES module of a package that is built once more beside it as CommonJS, and the types as those of CommonJS:
 * for Jest, which `cdk init` sets up, and for projects whose module system is Node's older one.
 * @param files below `dist`, each of which names others by relative paths
 */
export async function buildCommonJs(dist: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const { code } = await transform(readFileSync(join(dist, file), 'utf8'), {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // Jest has no import() without an option of Node.
      supported: { 'dynamic-import': false },
      define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    });
    writeFileSync(
      join(dist, file.replace(/js$/, 'cjs')),
      code.replace(/(require\("\.[^"]*\.)js"\)/g, '$1cjs")'),
    );
  }
  const types = join(dist, 'types-commonjs');
  cpSync(join(dist, 'types'), types, { recursive: true });
  writeFileSync(join(types, 'package.json'), '{ "type": "commonjs" }\n');
}
