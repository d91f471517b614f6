import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Choices } from '../faults/random.ts';
import type { InputsOutcome } from './outcome.ts';

const SCRIPT = path.join(import.meta.dirname, 'deep-messages.ts');
/** Interpreted code alone, as in a function that has just started: the largest frames there are. */
const COLD = ['--no-opt', '--no-maglev', '--no-sparkplug'];
const LEVELS = 50;
const DEEPEST = 5000;
/** Messages of each depth: two shapes, with and without hidden users. */
const MESSAGES = 4;
const EXPECTED = 'first,too deep,last';

/** Fifty depths, evenly. */
export const EVEN_DEPTHS = Array.from({ length: LEVELS }, (_, index) => (DEEPEST / LEVELS) * (index + 1));

/** Fifty depths from 65 to 5,000. */
export function depthsOf(seed: number): number[] {
  const choices = new Choices(seed);
  return Array.from({ length: LEVELS }, () => choices.between(65, DEEPEST));
}

/**
 * Parses messages with one event of each depth between two good ones, in a process that has just started. Faults: an
 * error, and any other end than that the deep one alone is refused.
 */
export async function proveDepth(depths: readonly number[]): Promise<InputsOutcome> {
  const { stdout } = await promisify(execFile)(process.execPath, [...COLD, SCRIPT, ...depths.map(String)]);
  const lines = stdout.trim().split('\n');
  const faults = lines.filter((line) => line !== EXPECTED);
  if (lines.length !== depths.length * MESSAGES)
    faults.push(`${lines.length} of ${depths.length * MESSAGES} messages came to something`);
  return { cases: depths.length, counts: { messages: lines.length }, faults };
}
