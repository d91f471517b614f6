/** What prove/ may import; vite and vitest read and run the sources that the proof of mutants changes. */
export const PROOF_PACKAGES = [
  '@aws-sdk/',
  '@smithy/types',
  'aws-lambda',
  'cli-progress',
  'csv-parse/sync',
  'esbuild',
  'playwright-core',
  'ulid',
  'vite',
  'vitest',
  'vitest/config',
  'vitest/node',
  'node:',
];
