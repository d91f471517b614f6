import type { HistoryResult } from './prove.ts';

const MOST = 12;

/**
 * A failed history as people read it: what is wrong, every step, and how to see it again. `isShrunk`: it is the
 * shortest that was found, and only its choices tell it.
 */
export function describeFailure(
  { kind, seed, choices, steps, violations }: HistoryResult,
  isShrunk = false,
): string {
  const again = isShrunk
    ? `--kind ${kind} --choices ${choices.join(',') || '0'}`
    : `--histories 1 --seed ${seed}`;
  const more = violations.length > MOST ? [`… and ${violations.length - MOST} more`] : [];
  return [
    `${isShrunk ? 'The shortest history found from' : 'The history of'} seed ${seed} is wrong:`,
    ...violations.slice(0, MOST).map((violation) => `  - ${violation}`),
    ...more,
    'Its steps:',
    ...steps.map((step) => `  ${step}`),
    `Run it again: npm run prove -- faults ${again}`,
  ].join('\n');
}
