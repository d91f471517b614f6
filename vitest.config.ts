import { globSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';
import { SharersFirst } from './test/support/shared/sharers-first.ts';

/**
 * A net for what hangs, not a measure: tests wait for conditions, and a slow or busy machine must pass them.
 * What a test may cost in time is a benchmark's matter (bench/).
 */
const LONGEST_MS = 1_800_000;

/** What a test file does to modules and globals that others would find changed. A spy is restored by its own test. */
const CHANGES_MODULES = /mockClient\(|vi\.(mock|doMock|stub\w+|useFakeTimers|resetModules)\(|process\.env/;

/** What starts a process, or asks for a system or a browser that all share. */
const STARTS_PROCESSES =
  /node:child_process|startLocalSystem|startCostkeeper|shareSystem|shareBrowser|takeSystem/;

/**
 * Files that start processes, or that change what their worker shares, each in a worker of its own. All others
 * run in two workers that load the AWS SDK, the CDK and our own modules once: to load them takes longer than
 * most files.
 */
function needOwnWorker(pattern: string): string[] {
  return globSync(pattern).filter((file) => {
    const source = readFileSync(file, 'utf8');
    return CHANGES_MODULES.test(source) || STARTS_PROCESSES.test(source);
  });
}

const ALL = 'test/**/*.test.ts';

/**
 * Tests of what coverage is asked of, each at the path of what it tests. What others reach besides is not counted:
 * V8 compiles nothing for speed where it counts, which makes what computes up to seven times slower.
 * Nor is what millions of values reach in tests of bounds, beside those of the same file.
 */
const COUNTED = 'test/{core,adapters,lambdas}/**/!(*-bounds).test.ts';

/** The end of the name of projects whose coverage is not counted. */
const UNCOUNTED = ', uncounted';

/** Counts no coverage in projects that are named so: an option of the whole run, which no project can set. */
const countWhatIsAsked: Plugin = {
  name: 'count-what-is-asked',
  configureVitest({ project }) {
    if (project.name.endsWith(UNCOUNTED))
      project.config.coverage = { ...project.config.coverage, enabled: false };
  },
};

/**
 * Node keeps what it compiled, types taken off, for this run's workers, for the processes that tests start, and for the
 * next run. It concerns what Node loads itself; what vitest loads, and counts the coverage of, goes another way.
 */
const COMPILED = join(import.meta.dirname, 'node_modules/.cache/compiled');
enableCompileCache(COMPILED);
process.env['NODE_COMPILE_CACHE'] = COMPILED;

/** One more than the processors have to do: a file often waits for its turn of a system that is shared. */
const OWN = { maxWorkers: 3, sequence: { groupOrder: 0 } };

export default defineConfig({
  plugins: [countWhatIsAsked],
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
          ...OWN,
          name: `own worker${UNCOUNTED}`,
          include: needOwnWorker(ALL),
          exclude: [...configDefaults.exclude, COUNTED],
          globalSetup: 'test/support/shared/keep-shared.ts',
          setupFiles: ['test/support/compiled-children.ts', 'test/support/compiled-modules.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...OWN,
          name: 'own worker',
          include: needOwnWorker(COUNTED),
          setupFiles: 'test/support/compiled-children.ts',
        },
      },
      {
        extends: true,
        test: {
          name: `shared worker${UNCOUNTED}`,
          include: [ALL],
          exclude: [...configDefaults.exclude, COUNTED, ...needOwnWorker(ALL)],
          setupFiles: 'test/support/compiled-modules.ts',
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'shared worker',
          include: [COUNTED],
          exclude: [...configDefaults.exclude, ...needOwnWorker(COUNTED)],
          isolate: false,
          // After the others: a worker serves one project at a time, and would load everything anew at each change.
          sequence: { groupOrder: 2 },
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
