import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';
import { SharersFirst } from './test/support/shared/sharers-first.ts';

/**
 * A net for what hangs, not a measure: tests wait for conditions, and a slow or busy machine must pass them.
 * What a test may cost in time is a benchmark's matter (bench/).
 */
const LONGEST_MS = 600_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: LONGEST_MS,
    // A file may wait in a hook until others have done with the system that they share.
    hookTimeout: 3 * LONGEST_MS,
    expect: { poll: { timeout: LONGEST_MS / 2, interval: 50 } },
    pool: 'threads',
    maxWorkers: 2,
    globalSetup: 'test/support/shared/keep-shared.ts',
    sequence: { sequencer: SharersFirst },
    reporters: ['default', new ClosingLine()],
    coverage: {
      provider: 'v8',
      include: ['core/**', 'adapters/**', 'lambdas/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
});
