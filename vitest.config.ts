import { globSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';
import { SharersFirst } from './test/support/shared/sharers-first.ts';

/**
 * A net for what hangs, not a measure: tests wait for conditions, and a slow or busy machine must pass them.
 * What a test may cost in time is a benchmark's matter (bench/).
 */
const LONGEST_MS = 1_800_000;

/** What a test file does to modules and globals that others would find changed. */
const CHANGES_MODULES =
  /mockClient\(|vi\.(mock|doMock|stub\w+|spyOn|useFakeTimers|resetModules)\(|process\.env/;

/** What starts a process, or asks for a system or a browser that all share. */
const STARTS_PROCESSES =
  /node:child_process|startLocalSystem|startCostkeeper|shareSystem|shareBrowser|takeSystem/;

/** What computes for long, and would be three times slower behind hundreds of files whose coverage is counted. */
const COMPUTES = /proveHistor(y|ies)\b/;

/**
 * Files that start processes, or that change what their worker shares, each in a worker of its own. All others
 * run in two workers that load the AWS SDK, the CDK and our own modules once: to load them takes longer than
 * most files.
 */
const OWN_WORKER = globSync('test/**/*.test.ts').filter((file) => {
  const source = readFileSync(file, 'utf8');
  return CHANGES_MODULES.test(source) || STARTS_PROCESSES.test(source) || COMPUTES.test(source);
});

/**
 * Node keeps what it compiled, types taken off, for this run's workers, for the processes that tests start, and for the
 * next run. It concerns what Node loads itself; what vitest loads, and counts the coverage of, goes another way.
 */
const COMPILED = join(import.meta.dirname, 'node_modules/.cache/compiled');
enableCompileCache(COMPILED);
process.env['NODE_COMPILE_CACHE'] = COMPILED;

export default defineConfig({
  test: {
    testTimeout: LONGEST_MS,
    // A file may wait in a hook until others have done with the system that they share.
    hookTimeout: 3 * LONGEST_MS,
    expect: { poll: { timeout: LONGEST_MS / 2, interval: 50 } },
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: SharersFirst },
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'own worker',
          include: OWN_WORKER,
          globalSetup: 'test/support/shared/keep-shared.ts',
          setupFiles: 'test/support/compiled-children.ts',
          // One more than the processors have to do: a file often waits for its turn of a system that is shared.
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'shared worker',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...OWN_WORKER],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts', 'adapters/**/*.ts', 'lambdas/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
});
