import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import {
  type RunnerTask,
  type RunnerTestCase,
  type RunnerTestFile,
  type RunnerTestSuite,
  TestRunner,
  type TestRunnerConfig,
} from 'vitest';
import { MutantSwitch } from './mutant-switch.ts';
import { type MutationLine, readMutationLines, readMutationSettings } from './settings.ts';
import { tryMutants } from './try-mutants.ts';

/** The suites that a test stands in, the outermost first. */
function suitesOf({ file, suite }: RunnerTestCase): RunnerTestSuite[] {
  const inner: RunnerTestSuite[] = [];
  for (let one = suite; one && one !== file; one = one.suite) inner.unshift(one);
  return [file, ...inner];
}

/** The test once more, between what its suites do before and after each. */
async function runAgain(test: RunnerTestCase, run: () => Promise<unknown>): Promise<void> {
  const suites = suitesOf(test);
  const cleanups: (() => unknown)[] = [];
  for (const suite of suites) {
    for (const hook of TestRunner.getSuiteHooks(suite).beforeEach) {
      const cleanup: unknown = await hook(test.context, suite);
      if (typeof cleanup === 'function') cleanups.unshift(cleanup as () => unknown);
    }
  }
  try {
    await run();
  } finally {
    for (const suite of suites.toReversed())
      for (const hook of TestRunner.getSuiteHooks(suite).afterEach.toReversed())
        await hook(test.context, suite);
    for (const cleanup of cleanups) await cleanup();
  }
}

/** Runs each test of a file once as it is and again with every mutant that it runs through and none has killed yet. */
export default class MutantRunner extends TestRunner {
  readonly #settings = readMutationSettings();
  readonly #mutants = new MutantSwitch();
  readonly #killed: Set<string>;
  readonly #wanted: ReadonlySet<string> | undefined;
  /** Mutants that survived a test as it is written, by the hash of its file and its name. */
  readonly #survived: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(config: TestRunnerConfig) {
    super(config);
    const { results, wanted } = this.#settings;
    const lines = readMutationLines(results);
    this.#killed = new Set(lines.flatMap(({ killed = [] }) => killed));
    const byTest = Map.groupBy(lines, ({ test, hash }) => `${hash} ${test}`);
    this.#survived = new Map(
      Array.from(byTest, ([name, of]) => [name, new Set(of.flatMap(({ survived = [] }) => survived))]),
    );
    this.#wanted = wanted === null ? undefined : new Set(wanted);
    globalThis.mutantSwitch = this.#mutants;
  }

  #write(line: MutationLine): void {
    appendFileSync(this.#settings.results, `${JSON.stringify(line)}\n`);
  }

  onCollected(files: readonly RunnerTestFile[]): void {
    const loaded = [...this.#mutants.heard];
    if (loaded.length > 0) this.#write({ test: files[0]?.name ?? '', loaded });
  }

  async runTask(task: RunnerTask): Promise<void> {
    const test = task as RunnerTestCase;
    const run = TestRunner.getTestFn(test) as () => Promise<unknown>;
    const hash = createHash('sha256').update(readFileSync(task.file.filepath)).digest('hex').slice(0, 8);
    const known = this.#survived.get(`${hash} ${task.fullName}`);
    let runs = 0;
    const tried = await tryMutants({
      // The first run stands between them already.
      test: async () => (runs++ === 0 ? await run() : await runAgain(test, run)),
      mutants: this.#mutants,
      isWanted: (id) => !this.#killed.has(id) && !known?.has(id) && (this.#wanted?.has(id) ?? true),
      mostMs: this.#settings.secondsPerTest * 1000,
      now: () => performance.now(),
    });
    for (const id of tried.killed) this.#killed.add(id);
    const { killed, survived, untried, isRepeatable } = tried;
    // A line without anything still says that nothing is left untried.
    this.#write({ test: task.fullName, hash, killed, survived, untried, isRepeatable });
  }
}
