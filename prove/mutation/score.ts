import type { Mutant } from './find-mutants.ts';
import type { MutationLine } from './settings.ts';

/** What became of the mutants of a run. */
export interface MutationScore {
  readonly killed: number;
  /** Every test that runs through them passes with them. */
  readonly survivors: readonly Mutant[];
  /** No test runs through them. */
  readonly uncovered: readonly Mutant[];
  /** Run through, but not tried by each such test: no time was left, or the test cannot be repeated. */
  readonly untried: readonly Mutant[];
  /** Asked for only when a file is loaded: no test can turn them on, and they do not count. */
  readonly loaded: number;
  /** Percent killed of all that count. */
  readonly percent: number;
}

/** Puts the lines of all workers together. What was not tried or is not covered counts as alive. */
export function mutationScore(mutants: readonly Mutant[], lines: readonly MutationLine[]): MutationScore {
  // What a run had no time for, a later one may have tried.
  const last = [...new Map(lines.filter((line) => !line.loaded).map((line) => [line.test, line])).values()];
  const all = (name: 'killed' | 'survived' | 'untried' | 'loaded') =>
    new Set((name === 'untried' ? last : lines).flatMap((line) => line[name] ?? []));
  const [killed, survived, untried, loaded] = [all('killed'), all('survived'), all('untried'), all('loaded')];
  const alive = mutants.filter(({ id }) => !killed.has(id));
  const reached = alive.filter(({ id }) => survived.has(id) || untried.has(id));
  const unreached = alive.filter(({ id }) => !survived.has(id) && !untried.has(id));
  const uncovered = unreached.filter(({ id }) => !loaded.has(id));
  const dead = mutants.length - alive.length;
  const counted = mutants.length - (unreached.length - uncovered.length);
  return {
    killed: dead,
    survivors: reached.filter(({ id }) => !untried.has(id)),
    uncovered,
    untried: reached.filter(({ id }) => untried.has(id)),
    loaded: unreached.length - uncovered.length,
    percent: counted === 0 ? 100 : Math.round((dead / counted) * 1000) / 10,
  };
}

/** A part of a source in one line. */
function short(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 90 ? `${flat.slice(0, 87)}...` : flat;
}

/** One mutant as a person looks for it. */
export function describeMutant({ file, line, was, becomes, isStatement }: Mutant): string {
  return `${file}:${line}  ${short(was)}  ->  ${isStatement ? '(left out)' : short(becomes)}`;
}
