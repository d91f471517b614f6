import type { MutantSwitch } from './mutant-switch.ts';

/** Kills between two looks whether the test still passes without any mutant. */
const KILLS_UNTIL_LOOK = 15;
/** A mutant may take this many times as long as its test does without one, and at least the time below. */
const TIMES_AS_LONG = 8;
const LEAST_MS = 2_000;

/** What a test makes of the mutants that it runs through. */
export interface Tried {
  readonly killed: readonly string[];
  readonly survived: readonly string[];
  /** Not tried: there was no time left, or the test cannot be run twice. */
  readonly untried: readonly string[];
  readonly isRepeatable: boolean;
}

export interface TestUnderMutants {
  /** The test as it runs, with what is done before and after each; rejects when it fails. */
  readonly test: () => Promise<unknown>;
  readonly mutants: MutantSwitch;
  /** Mutants that are worth a try, of those that the test runs through. */
  readonly isWanted: (id: string) => boolean;
  /** Milliseconds that all mutants of this test may take together. */
  readonly mostMs: number;
  readonly now: () => number;
}

async function passes(
  { test, mutants }: TestUnderMutants,
  id: string | undefined,
  ms?: number,
): Promise<boolean> {
  mutants.turn(id);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    if (ms !== undefined) timer = setTimeout(() => resolve(false), ms);
  });
  const run = test().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
    mutants.turn(undefined);
  }
}

/**
 * Runs a test once as it is, which must pass, and again with each mutant that it ran through. Kills count only while
 * the test passes again without a mutant: what a mutant leaves behind must not kill the next one.
 */
export async function tryMutants(under: TestUnderMutants): Promise<Tried> {
  const { test, mutants, isWanted, mostMs, now } = under;
  mutants.listen();
  const began = now();
  await test();
  mutants.endListening();
  const limit = LEAST_MS + TIMES_AS_LONG * (now() - began);
  const wanted = [...mutants.heard].filter(isWanted);
  if (wanted.length === 0) return { killed: [], survived: [], untried: [], isRepeatable: true };
  if (!(await passes(under, undefined)))
    return { killed: [], survived: [], untried: wanted, isRepeatable: false };
  const killed: string[] = [];
  const survived: string[] = [];
  let unsure: string[] = [];
  const until = now() + mostMs;
  for (const id of wanted) {
    if (now() > until) break;
    if (await passes(under, id, limit)) survived.push(id);
    else unsure.push(id);
    if (unsure.length < KILLS_UNTIL_LOOK) continue;
    if (!(await passes(under, undefined))) break;
    killed.push(...unsure);
    unsure = [];
  }
  const isRepeatable = unsure.length === 0 || (await passes(under, undefined));
  if (isRepeatable) killed.push(...unsure);
  const known = new Set([...killed, ...survived]);
  return { killed, survived, untried: wanted.filter((id) => !known.has(id)), isRepeatable };
}
