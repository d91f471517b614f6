import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { AssetHashType, type BundlingOptions, DockerImage } from 'aws-cdk-lib/core';

/** What is deployed beside the templates, made from this repository's source; the package has it made already. */

const PROJECT_ROOT = join(import.meta.dirname, '..');

/** Names a folder with the functions' bundles, NAME/index.mjs: those that run locally are made once for all stages. */
const BUNDLES = 'COSTKEEPER_BUNDLES';

/** The code of a function: its file in lambdas/, bundled at synthesis unless COSTKEEPER_BUNDLES says where it is. */
export function functionCode(name: string): Partial<NodejsFunctionProps> {
  const made = process.env[BUNDLES];
  const code =
    made === undefined
      ? Code.fromAsset(join(PROJECT_ROOT, 'lambdas'), {
          assetHashType: AssetHashType.OUTPUT,
          // What is never run in a container tells the CDK the functions of the folder apart.
          bundling: { ...madeHere((folder) => bundle(name, folder)), command: [name] },
        })
      : Code.fromAsset(join(made, name));
  return { code, handler: 'index.handler' };
}

/** What is made by a program of this repository, without a container. */
function madeHere(make: (folder: string) => void): BundlingOptions {
  const tryBundle = (folder: string): boolean => {
    make(folder);
    return true;
  };
  return { image: DockerImage.fromRegistry('not-used'), local: { tryBundle } };
}

/** @throws Error with what esbuild said */
function bundle(name: string, folder: string): void {
  const args = [join(PROJECT_ROOT, 'cdk', 'bundle', 'bundle-functions.ts'), folder, name];
  const { status, stderr, error } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The function ${name} was not bundled. ${error?.message ?? stderr}`);
}

/** The page of the dashboard; synthesis builds it, which takes a second. */
export function pageSource(): ISource {
  return Source.asset(join(PROJECT_ROOT, 'dashboard'), {
    assetHashType: AssetHashType.OUTPUT,
    exclude: ['dist'],
    bundling: madeHere(build),
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
