import { globSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { configDefaults, defineConfig, type Plugin, type TestProjectConfiguration } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';
import { SpreadSharers } from './test/support/shared/spread-sharers.ts';

/**
 * A net for what hangs, not a measure: tests wait for conditions, and a slow or busy machine must pass them.
 * What a test may cost in time is a benchmark's matter (bench/).
 */
const LONGEST_MS = 1_800_000;

/** What a test file does to modules and globals that others would find changed. A spy is restored by its own test. */
const CHANGES_MODULES = /vi\.(mock|doMock|useFakeTimers|resetModules)\(|process\.env(\.\w+|\[[^\]]+\]) = /;

/** What others find as it was where the file gives it back: what changes it, and what gives it back. */
const GIVEN_BACK: readonly (readonly [changes: RegExp, gives: RegExp])[] = [
  [/mockClient\(/, /\.restore\(\)/],
  [/vi\.stub\w+\(/, /vi\.unstubAll\w+\(/],
];

/** What starts a process, or asks for a system or a browser that all share. */
const STARTS_PROCESSES =
  /node:child_process|startLocalSystem|startCostkeeper|shareSystem|shareBrowser|takeSystem/;

/**
 * Files that start processes, or that change what their worker shares, each in a worker of its own. All others
 * run in workers that load the AWS SDK, the CDK and our own modules once: to load them takes longer than
 * most files.
 */
function needOwnWorker(pattern: string): string[] {
  return globSync(pattern).filter((file) => {
    const source = readFileSync(file, 'utf8');
    const keepsChange = GIVEN_BACK.some(([changes, gives]) => changes.test(source) && !gives.test(source));
    return keepsChange || CHANGES_MODULES.test(source) || STARTS_PROCESSES.test(source);
  });
}

const ALL = 'test/**/*.test.ts';
const OWN_WORKER = needOwnWorker(ALL);

/**
 * Tests of what coverage is asked of, each at the path of what it tests. What others reach besides is not counted:
 * V8 compiles nothing for speed where it counts, which makes what computes up to seven times slower.
 * Nor is what millions of values reach in tests of bounds, beside those of the same file.
 */
const COUNTED = 'test/{core,adapters,lambdas}/**/!(*-bounds).test.ts';

/** Whether this run counts. Where it does not, nothing is kept apart, and each worker loads our modules once. */
const COUNTS = process.argv.some((arg) => arg.startsWith('--coverage'));

/** Whether this run tries files in any order, which vitest's own sequencer makes: `--sequence.shuffle.files --sequence.seed 7`. */
const IN_ANY_ORDER = process.argv.some((arg) => arg.startsWith('--sequence.shuffle'));

/** The end of the name of projects whose coverage is not counted, in a run that counts others'. */
const UNCOUNTED = COUNTS ? ', uncounted' : '';

/** Counts no coverage in projects that are named so: an option of the whole run, which no project can set. */
const countWhatIsAsked: Plugin = {
  name: 'count-what-is-asked',
  configureVitest({ project }) {
    if (COUNTS && project.name.endsWith(UNCOUNTED))
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

/** Files that start processes or change their worker, each in a worker of its own. */
const ownWorker: TestProjectConfiguration = {
  extends: true,
  test: {
    name: `own worker${UNCOUNTED}`,
    include: OWN_WORKER,
    exclude: [...configDefaults.exclude, ...(COUNTS ? [COUNTED] : [])],
    globalSetup: 'test/support/shared/keep-shared.ts',
    setupFiles: ['test/support/compiled-children.ts', 'test/support/compiled-modules.ts'],
  },
};

/** All others, in workers that serve one after the other. */
const sharedWorker: TestProjectConfiguration = {
  extends: true,
  test: {
    name: `shared worker${UNCOUNTED}`,
    include: [ALL],
    exclude: [...configDefaults.exclude, ...(COUNTS ? [COUNTED] : []), ...OWN_WORKER],
    setupFiles: 'test/support/compiled-modules.ts',
    isolate: false,
  },
};

const counted: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'own worker',
      include: needOwnWorker(COUNTED),
      setupFiles: 'test/support/compiled-children.ts',
    },
  },
  {
    extends: true,
    test: {
      name: 'shared worker',
      include: [COUNTED],
      exclude: [...configDefaults.exclude, ...needOwnWorker(COUNTED)],
      isolate: false,
    },
  },
];

/** Room for what is young, which from its usual 1 MB on is collected all the time. */
const WORKER_MEMORY = ['--min-semi-space-size=16', '--max-semi-space-size=32'];

export default defineConfig({
  plugins: [countWhatIsAsked],
  test: {
    testTimeout: LONGEST_MS,
    // A file may wait in a hook until others have done with the system that they share.
    hookTimeout: 3 * LONGEST_MS,
    expect: { poll: { timeout: LONGEST_MS / 2, interval: 50 } },
    // Processes: threads that compile, collect garbage and map memory all the time wait for each other.
    pool: 'forks',
    execArgv: WORKER_MEMORY,
    // Two more than two processors have to do: a file often waits for a browser, an engine, or its turn of what is shared.
    maxWorkers: 4,
    sequence: IN_ANY_ORDER ? {} : { sequencer: SpreadSharers },
    reporters: ['default', new ClosingLine()],
    projects: [ownWorker, sharedWorker, ...(COUNTS ? counted : [])],
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts', 'adapters/**/*.ts', 'lambdas/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
});
