import { readFileSync } from 'node:fs';

/** The variable with the path of a run's settings, for its configuration and its workers. */
export const MUTATION_SETTINGS = 'COSTKEEPER_MUTATION_SETTINGS';

/** One run of mutants, as the command hands it to the processes that do it. */
export interface MutationSettings {
  /** Files that are changed, from the root of the project. */
  readonly files: readonly string[];
  /** Mutants that are tried; null for all. */
  readonly wanted: readonly string[] | null;
  /** Where workers add their lines. */
  readonly results: string;
  readonly secondsPerTest: number;
  /** Files of tests that run side by side. */
  readonly workers: number;
}

/** What a worker found in one test; `loaded`: what a file asks for when it is loaded, and no test can turn on. */
export interface MutationLine {
  readonly test: string;
  /** Of the file of the test; as long as it is the same, a mutant that survived it once is not tried again. */
  readonly hash?: string;
  readonly killed?: readonly string[];
  readonly survived?: readonly string[];
  readonly untried?: readonly string[];
  readonly loaded?: readonly string[];
  readonly isRepeatable?: boolean;
}

export function readMutationSettings(): MutationSettings {
  const file = process.env[MUTATION_SETTINGS];
  if (file === undefined) throw new Error(`${MUTATION_SETTINGS} is not set: run npm run prove -- mutation`);
  return JSON.parse(readFileSync(file, 'utf8')) as MutationSettings;
}

/** The lines of a file of results; none where there is no such file. */
export function readMutationLines(file: string): MutationLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MutationLine);
}
