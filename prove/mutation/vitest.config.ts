import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { findMutants } from './find-mutants.ts';
import { instrument } from './instrument.ts';
import { readMutationSettings } from './settings.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const { files, workers } = readMutationSettings();
const changed = new Map(files.map((file) => [path.join(ROOT, file), file]));
const LONGEST_MS = 1_800_000;

/** Tests of rules before tests that start a table: most mutants are killed by the first, hundreds of times as fast. */
class QuickFirst extends BaseSequencer {
  override async sort(tests: TestSpecification[]): Promise<TestSpecification[]> {
    const starts = new Map(tests.map((test) => [test, startsTable(readFileSync(test.moduleId, 'utf8'))]));
    return tests.toSorted(
      (a, b) => Number(starts.get(a)) - Number(starts.get(b)) || (a.moduleId < b.moduleId ? -1 : 1),
    );
  }
}

function startsTable(source: string): boolean {
  return /dynamo|bucket|local-system|startApi|ledger'/i.test(source);
}

/** Tests with mutants: few workers, one file after the other, so that each knows what was killed before. */
export default defineConfig({
  root: ROOT,
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      transform(_, id) {
        const file = changed.get(id.split('?')[0] ?? '');
        if (file === undefined) return undefined;
        const source = readFileSync(path.join(ROOT, file), 'utf8');
        return { code: instrument(source, findMutants(file, source)), map: null };
      },
    },
  ],
  test: {
    runner: path.join(import.meta.dirname, 'mutant-runner.ts'),
    testTimeout: LONGEST_MS,
    hookTimeout: LONGEST_MS,
    pool: 'threads',
    // A kept module would be the one without mutants.
    fsModuleCache: false,
    maxWorkers: workers,
    sequence: { sequencer: QuickFirst },
    reporters: ['default'],
    // What a mutant leaves running may fail later, where no test waits for it.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
