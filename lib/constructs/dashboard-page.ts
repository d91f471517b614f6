import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage, Stack, Token, Validations } from 'aws-cdk-lib/core';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { DashboardConfig } from '../../contracts/dashboard-config.ts';
import { createLogGroup, type LogGroupOptions } from './log-group.ts';
import type { DashboardSite } from './dashboard-site.ts';

const PROJECT_ROOT = join(import.meta.dirname, '../..');
const ASSETS = 'assets/*';

export interface DashboardPageProps {
  readonly site: DashboardSite;
  readonly config: DashboardConfig;
  /** How long the deployment's own log is kept. */
  readonly logs: LogGroupOptions;
}

/** The built page and its config.json, put into the site. Synthesis builds the page; it takes a second. */
export class DashboardPage extends Construct {
  constructor(scope: Construct, id: string, { site, config, logs }: DashboardPageProps) {
    super(scope, id);
    const page = builtPage();
    const { bucket: destinationBucket, distribution } = site;
    const logGroup = createLogGroup(this, 'DeploymentLogs', logs);
    // Names of assets carry their content's hash. Old ones go: a page that is still open and asks for one loads anew.
    const assets = new BucketDeployment(this, 'Assets', {
      sources: [page],
      destinationBucket,
      logGroup,
      prune: true,
      exclude: ['*'],
      include: [ASSETS],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const documents = new BucketDeployment(this, 'Documents', {
      sources: [page, Source.jsonData('config.json', config)],
      destinationBucket,
      logGroup,
      prune: false,
      exclude: [ASSETS],
      cacheControl: [CacheControl.fromString('no-cache')],
      distribution,
      distributionPaths: ['/*'],
    });
    documents.node.addDependency(assets);
    acknowledgeDeployer(this, site);
  }
}

function builtPage(): ISource {
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

/** The CDK's own function that copies the files; its code and its permissions are not ours to choose. */
function acknowledgeDeployer(scope: Construct, { bucket }: DashboardSite): void {
  const stack = Stack.of(scope);
  const reason =
    'The CDK’s own deployment function: it runs during a deployment only, reads the assets and writes the page’s bucket.';
  const account = Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account;
  const web = Stack.of(bucket);
  const { 'Fn::ImportValue': exported } = stack.resolve(web.exportValue(bucket.bucketArn)) as Record<
    string,
    string
  >;
  const wildcards = [
    ...['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'].map((name) => `Action::s3:${name}*`),
    `Resource::arn:aws:s3:::cdk-hnb659fds-assets-${account}-${stack.region}/*`,
    `Resource::${exported ?? ''}/*`,
    // Invalidations of a distribution cannot be narrowed to one that another stack makes.
    'Resource::*',
  ];
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-L1', reason },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason,
    },
    ...wildcards.map((name) => ({ id: `AwsSolutions-IAM5[${name}]`, reason })),
  );
}
