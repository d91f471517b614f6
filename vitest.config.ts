import { configDefaults, defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';

/** Tests that time something: they run alone, after the others. */
const TIMED = [
  'test/client/core/gate.test.ts',
  'test/client/core/record-cost.test.ts',
  'test/client/lambda.test.ts',
  'test/dashboard/speed.test.ts',
  'test/flow/usage-flow.test.ts',
  'test/local/functions.test.ts',
  'test/local/run-local.test.ts',
];

/**
 * A net for what hangs, not a measure: tests wait for conditions, and a slow or busy machine must pass them.
 * What a test may cost in time is a benchmark's matter (bench/).
 */
const LONGEST_MS = 600_000;

const shared = {
  testTimeout: LONGEST_MS,
  hookTimeout: LONGEST_MS,
  expect: { poll: { timeout: LONGEST_MS / 2, interval: 50 } },
  pool: 'threads',
} as const;

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          ...shared,
          name: 'side by side',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [...configDefaults.exclude, ...TIMED],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'timed',
          include: TIMED,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['core/**', 'adapters/**', 'lambdas/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
});
