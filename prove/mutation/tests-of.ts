import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Tests of files by path: each file's own, those of its folder, and those that cover it from elsewhere. */
export function testsOf(root: string, files: readonly string[]): string[] {
  const elsewhere = JSON.parse(
    readFileSync(path.join(root, 'test/covered-elsewhere.json'), 'utf8'),
  ) as Readonly<Record<string, string | null>>;
  const tests = files.flatMap((file) => [
    ...globSync(`test/${path.dirname(file)}/*.test.ts`, { cwd: root }),
    elsewhere[file] ?? '',
  ]);
  return [...new Set(tests)].filter((test) => test !== '' && existsSync(path.join(root, test))).toSorted();
}
