import type { DoneHop, SmokeResult } from './hops.ts';

const NAME_WIDTH = 12;
const MS_WIDTH = 8;

/** A hop as a line of the receipt. */
export function hopLine({ name, ms, seen }: DoneHop): string {
  return `${name.padEnd(NAME_WIDTH)}${String(ms).padStart(MS_WIDTH)} ms   ${seen}`;
}

/** What the command says at the end, as lines. */
export function closingLines({ ok, hops, failed, left }: SmokeResult): string[] {
  const total = hops.reduce((sum, { ms }) => sum + ms, 0);
  if (ok) return [`${'together'.padEnd(NAME_WIDTH)}${String(total).padStart(MS_WIDTH)} ms   every hop works`];
  return [
    `FAILED at "${failed?.hop}": ${failed?.reason}`,
    ...(failed?.hop === 'clean-up' ? [] : left.map((thing) => `not cleaned up: ${thing}`)),
  ];
}
