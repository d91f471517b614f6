import { setTimeout } from 'node:timers/promises';

const FIRST_MS = 10;
const LONGEST_MS = 1000;

/** A random time up to 10 ms, 20 ms, 40 ms … 1 s, so that writers who met once part ways. */
export function jitteredDelay(attempt: number): number {
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
}

/** Waits for a jitteredDelay. */
export async function jitteredPause(attempt: number): Promise<void> {
  await setTimeout(jitteredDelay(attempt));
}
