import { appendFileSync } from 'node:fs';
import { type RunnerTask, type RunnerTestFile, TestRunner, type TestRunnerConfig } from 'vitest';
import { MutantSwitch } from './mutant-switch.ts';
import { type MutationLine, readMutationLines, readMutationSettings } from './settings.ts';
import { tryMutants } from './try-mutants.ts';

type Test = Parameters<typeof TestRunner.getTestFn>[0];

/** Runs each test of a file once as it is and again with every mutant that it runs through and none has killed yet. */
export default class MutantRunner extends TestRunner {
  readonly #settings = readMutationSettings();
  readonly #mutants = new MutantSwitch();
  readonly #killed: Set<string>;
  readonly #wanted: ReadonlySet<string> | undefined;

  constructor(config: TestRunnerConfig) {
    super(config);
    const { results, wanted } = this.#settings;
    this.#killed = new Set(readMutationLines(results).flatMap(({ killed = [] }) => killed));
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
    const test = task as Test;
    const run = TestRunner.getTestFn(test) as () => Promise<unknown>;
    const tried = await tryMutants({
      test: async () => await run(),
      mutants: this.#mutants,
      isWanted: (id) => !this.#killed.has(id) && (this.#wanted?.has(id) ?? true),
      mostMs: this.#settings.secondsPerTest * 1000,
      now: () => performance.now(),
    });
    for (const id of tried.killed) this.#killed.add(id);
    const { killed, survived, untried, isRepeatable } = tried;
    if (killed.length + survived.length + untried.length === 0) return;
    this.#write({ test: `${task.file.name} > ${task.name}`, killed, survived, untried, isRepeatable });
  }
}
