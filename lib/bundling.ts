/**
 * How the file of a function becomes its bundle, for the CDK and for whatever else bundles one. The SDK goes in: what
 * was tested is what runs, and it starts faster than the runtime's copy.
 */
export const BUNDLE = {
  format: 'esm',
  target: 'node24',
  minify: true,
  // Errors name themselves; the names of all other functions would be a twentieth of the bundle.
  keepNames: false,
  mainFields: ['module', 'main'],
  /** Package to the file of the project that takes its place, from the root. */
  alias: {
    '@aws-sdk/credential-provider-node': './adapters/credentials/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './adapters/left-out/endpoint-cache.ts',
    '@smithy/core/event-streams': './adapters/left-out/event-streams.ts',
    'node:http': './adapters/left-out/http.ts',
  },
  // CommonJS packages inside an ES module bundle still call require.
  banner:
    "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
} as const;

/** The same in esbuild's own words; `absWorkingDir` must be the root of the project. */
export const ESBUILD_OPTIONS = {
  bundle: true,
  platform: 'node',
  format: BUNDLE.format,
  target: BUNDLE.target,
  minify: BUNDLE.minify,
  keepNames: BUNDLE.keepNames,
  mainFields: [...BUNDLE.mainFields] as string[],
  alias: BUNDLE.alias,
  banner: { js: BUNDLE.banner },
} as const;
