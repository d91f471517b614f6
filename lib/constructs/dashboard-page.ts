import { Stack, Token, Validations } from 'aws-cdk-lib/core';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { DashboardConfig } from '../../contracts/dashboard-config.ts';
import { pageSource } from '../assets.ts';
import { createLogGroup, type LogGroupOptions } from './log-group.ts';
import type { DashboardSite } from './dashboard-site.ts';
import { sharedBucketArn } from './shared-arn.ts';

const ASSETS = 'assets/*';
/** Id of the function that CDK makes once in a stack for all deployments of files. */
const DEPLOYER = /^Custom::CDKBucketDeployment/;

export interface DashboardPageProps {
  readonly site: DashboardSite;
  readonly config: DashboardConfig;
  /** How long the deployment's own log is kept. */
  readonly logs: LogGroupOptions;
}

/** The built page and its config.json, put into the site. */
export class DashboardPage extends Construct {
  constructor(scope: Construct, id: string, { site, config, logs }: DashboardPageProps) {
    super(scope, id);
    const page = pageSource();
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

/** The CDK's own function that copies the files; its code and its permissions are not ours to choose. */
function acknowledgeDeployer(scope: Construct, { bucket }: DashboardSite): void {
  const stack = Stack.of(scope);
  const reason =
    'The CDK’s own deployment function: it runs during a deployment only, reads the assets and writes the page’s bucket.';
  const account = Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account;
  const region = Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region;
  const { name: bucketName } = sharedBucketArn(bucket, scope);
  const wildcards = [
    ...['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'].map((name) => `Action::s3:${name}*`),
    `Resource::arn:aws:s3:::cdk-hnb659fds-assets-${account}-${region}/*`,
    `Resource::${bucketName}/*`,
    // Invalidations of a distribution cannot be narrowed to one that another stack makes.
    'Resource::*',
  ];
  const [deployer = scope] = stack.node.children.filter(({ node }) => DEPLOYER.test(node.id));
  Validations.of(deployer).acknowledge(
    { id: 'AwsSolutions-L1', reason },
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason,
    },
    ...wildcards.map((name) => ({ id: `AwsSolutions-IAM5[${name}]`, reason })),
  );
}
