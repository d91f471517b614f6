/**
 * How the file of a function becomes its bundle, for deployments and for whatever else bundles one, in esbuild's words;
 * `absWorkingDir` must be the root of the project. The SDK goes in: what was tested is what runs, and it starts faster
 * than the runtime's copy.
 */
export const ESBUILD_OPTIONS = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  // Errors name themselves; the names of all other functions would be a twentieth of the bundle.
  keepNames: false,
  mainFields: ['module', 'main'] as string[],
  /** Package to the file of the project that takes its place, from the root. */
  alias: {
    '@aws-sdk/credential-provider-node': './adapters/credentials/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './adapters/left-out/endpoint-cache.ts',
    '@smithy/core/event-streams': './adapters/left-out/event-streams.ts',
    'zod/v4/core': './node_modules/zod/v4/core/json-schema-processors.js',
    bowser: './adapters/left-out/bowser.ts',
  },
} as const;

/**
 * Of a function, index.mjs is loaded when it starts; what it imports by `import()` are files beside it, loaded by the
 * first call that needs them.
 */
export const FUNCTION_FILES = {
  splitting: true,
  entryNames: 'index',
  chunkNames: '[name]-[hash]',
  outExtension: { '.js': '.mjs' } as Record<string, string>,
} as const;
