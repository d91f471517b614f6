import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { BUNDLE } from './bundling.ts';

/** What is deployed beside the templates, made from this repository's source; the package has it made already. */

const PROJECT_ROOT = join(import.meta.dirname, '..');

/** lib/bundling.ts in the CDK's words. */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: BUNDLE.target,
  minify: BUNDLE.minify,
  keepNames: BUNDLE.keepNames,
  sourceMap: false,
  bundleAwsSDK: true,
  externalModules: [],
  mainFields: [...BUNDLE.mainFields],
  banner: BUNDLE.banner,
  esbuildArgs: Object.fromEntries(
    Object.entries(BUNDLE.alias).map(([name, file]) => [`--alias:${name}`, file]),
  ),
};

/** Names a folder with the functions' bundles, NAME/index.mjs: those that run locally are made once for all stages. */
const BUNDLES = 'COSTKEEPER_BUNDLES';

/** The code of a function: its file in lambdas/, bundled at synthesis unless COSTKEEPER_BUNDLES says where it is. */
export function functionCode(name: string): Partial<NodejsFunctionProps> {
  const made = process.env[BUNDLES];
  if (made !== undefined) return { code: Code.fromAsset(join(made, name)), handler: 'index.handler' };
  return {
    entry: join(PROJECT_ROOT, 'lambdas', `${name}.ts`),
    handler: 'handler',
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    bundling: BUNDLING,
  };
}

/** The page of the dashboard; synthesis builds it, which takes a second. */
export function pageSource(): ISource {
  return Source.asset(join(PROJECT_ROOT, 'dashboard'), {
    assetHashType: AssetHashType.OUTPUT,
    exclude: ['dist'],
    bundling: {
      image: DockerImage.fromRegistry('not-used'),
      local: {
        tryBundle: (folder) => {
          build(folder);
          return true;
        },
      },
    },
  });
}

/** @throws Error that says what the build said and how to repeat it */
function build(folder: string): void {
  const vite = join(PROJECT_ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', 'dashboard', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error(
    `The dashboard was not built, and a deployment needs its page. Run "npm ci", then ` +
      `"npx vite build dashboard" to see why; -c dashboard=false leaves it out. ${error?.message ?? stderr}`,
  );
}
