import type { HistoryResult } from './prove.ts';

const MOST = 12;

/** A failed history as people read it: what is wrong, every step, and how to see it again. */
export function describeFailure({ seed, steps, violations }: HistoryResult): string {
  const more = violations.length > MOST ? [`… and ${violations.length - MOST} more`] : [];
  return [
    `The history of seed ${seed} is wrong:`,
    ...violations.slice(0, MOST).map((violation) => `  - ${violation}`),
    ...more,
    'Its steps:',
    ...steps.map((step) => `  ${step}`),
    `Run it again: npm run prove -- faults --histories 1 --seed ${seed}`,
  ].join('\n');
}
