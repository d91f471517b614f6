import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');

const FLAGS =
  '--ignoreConfig --declaration --emitDeclarationOnly --noEmit false --target ES2024 --module NodeNext ' +
  '--types node --strict --skipLibCheck --allowImportingTsExtensions --resolveJsonModule';

/**
 * Writes the types of a package's entries and of all that they import into `outDir`, with the imports that Node-style
 * resolution of a consumer understands. `lib` is what the entries need of the language and of the platform.
 * @throws where they do not compile; tsc has said why
 */
export function buildTypes(entries: readonly string[], outDir: string, lib: string): void {
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const folders = ['--outDir', outDir, '--rootDir', REPOSITORY];
  execFileSync(process.execPath, [tsc, ...FLAGS.split(' '), '--lib', lib, ...folders, ...entries], {
    stdio: 'inherit',
    cwd: REPOSITORY,
  });
  for (const file of globSync(join(outDir, '**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(from '|import\(['"]|from ")(\.[^'"]+)\.ts(['"])/g, '$1$2.js$3'));
  }
}
