import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';

/** Replaces lib/assets.ts in the package: what that makes at synthesis is there already, beside this file. */

const HERE = import.meta.dirname;

/** The code of a function, bundled when the package was made. */
export function functionCode(name: string): Partial<NodejsFunctionProps> {
  return { code: Code.fromAsset(join(HERE, 'functions', name)), handler: 'index.handler' };
}

/** The page of the dashboard, built when the package was made. */
export function pageSource(): ISource {
  return Source.asset(join(HERE, 'page'));
}
