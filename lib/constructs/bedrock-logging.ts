import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { createLogGroup, type LogGroupOptions } from './log-group.ts';

/** Days that the log is kept where it is our own: it holds identities and goes once the calls are entries. */
export const KEPT_DAYS = 7;

/** Where Bedrock writes the log, in the words of PutModelInvocationLoggingConfiguration. */
export interface LoggingDestination {
  readonly config:
    | { readonly s3Config: { readonly bucketName: string; readonly keyPrefix: string } }
    | { readonly cloudWatchConfig: { readonly logGroupName: string; readonly roleArn: string } };
  /** The role that Bedrock takes to write there; none where the destination's own policy lets it. */
  readonly role?: Role;
  /** What has to be there first: Bedrock tries whether it may write before it takes the configuration. */
  readonly needs: readonly Construct[];
}

/** Who calls Bedrock's destination: this account's Bedrock of this region, and nobody else's. */
export function ofThisAccount(scope: Construct): Record<string, Record<string, string>> {
  const { account, region, partition } = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:bedrock:${region}:${account}:*` },
  };
}

/**
 * Turns model invocation logging on, without images, vectors and videos, and off when the stack goes. The
 * configuration is no resource of CloudFormation: its own calls set it and take it away.
 * @param withText log what was asked and answered too
 */
export function turnOnLogging(
  scope: Construct,
  destination: LoggingDestination,
  withText: boolean,
  logs: LogGroupOptions,
): void {
  const call = {
    service: 'Bedrock',
    action: 'putModelInvocationLoggingConfiguration',
    parameters: {
      loggingConfig: {
        ...destination.config,
        textDataDeliveryEnabled: withText,
        imageDataDeliveryEnabled: false,
        embeddingDataDeliveryEnabled: false,
        videoDataDeliveryEnabled: false,
      },
    },
    physicalResourceId: PhysicalResourceId.of('bedrock-model-invocation-logging'),
  };
  const actions = ['Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`);
  const logGroup = createLogGroup(scope, 'LoggingLogs', logs);
  // A role of its own: the CDK's would have a policy that AWS manages.
  const role = new Role(scope, 'LoggingRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'The two calls that set and delete the logging configuration take no resource.',
  });
  const statements = [
    // These two take no resource.
    new PolicyStatement({ actions, resources: ['*'] }),
    ...(destination.role ? [passToBedrock(destination.role)] : []),
  ];
  const logging = new AwsCustomResource(scope, 'Logging', {
    resourceType: 'Custom::BedrockInvocationLogging',
    installLatestAwsSdk: false,
    role,
    logGroup,
    onCreate: call,
    onUpdate: call,
    onDelete: { service: 'Bedrock', action: 'deleteModelInvocationLoggingConfiguration' },
    policy: AwsCustomResourcePolicy.fromStatements(statements),
  });
  logging.node.addDependency(...destination.needs);
}

/** A caller that names a role to a service must be allowed to hand it over. */
function passToBedrock(role: Role): PolicyStatement {
  return new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
  });
}
