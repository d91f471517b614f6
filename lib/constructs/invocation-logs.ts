import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { TIMEOUTS } from '../timeouts.ts';
import { type FunctionDefaults, LedgerFunction } from './ledger-function.ts';
import { createLogGroup } from './log-group.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';
import type { UsageQueue } from './usage-queue.ts';

export interface InvocationLogsProps {
  readonly defaults: FunctionDefaults;
  readonly queue: UsageQueue;
  readonly undelivered: UndeliveredCalls;
  /** Log what was asked and answered too. Default: false, counts and identities alone. */
  readonly withText?: boolean;
}

/** The log holds identities: it goes once the calls are entries. */
const KEPT = Duration.days(7);
const PREFIX = 'bedrock';

/**
 * Bedrock's model invocation logging for the account and region, into a bucket of its own, and `read-invocation-logs`,
 * which puts each call on the usage queue: no line of code in an application. An account has one such configuration
 * for each region: this one replaces another, and takes it away when the stack goes.
 */
export class InvocationLogs extends Construct {
  readonly bucket: Bucket;
  readonly reader: LedgerFunction;

  constructor(scope: Construct, id: string, props: InvocationLogsProps) {
    super(scope, id);
    this.bucket = this.#createBucket();
    this.reader = new LedgerFunction(this, 'ReadInvocationLogs', {
      name: 'read-invocation-logs',
      defaults: props.defaults,
      timeout: TIMEOUTS.readInvocationLogs,
      memorySize: 512,
    });
    this.#allowRead();
    props.queue.allowSend(this.reader);
    props.undelivered.keepFailuresOf(this.reader);
    new Rule(this, 'LogFiles', {
      description: 'A file of the invocation log is there to be read',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] }, object: { key: [{ prefix: `${PREFIX}/` }] } },
      },
      targets: [new LambdaFunction(this.reader, { deadLetterQueue: props.undelivered.queue })],
    });
    this.#turnOn(props.withText ?? false, props.defaults);
  }

  #createBucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'calls-are-entries-by-then',
          expiration: KEPT,
          abortIncompleteMultipartUploadAfter: Duration.days(2),
        },
      ],
    });
    // The CDK's own way would deploy a function that sets this one property.
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride('NotificationConfiguration', {
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const { account, region } = Stack.of(this);
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('bedrock.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${PREFIX}/AWSLogs/${account}/BedrockModelInvocationLogs/*`)],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${Stack.of(this).partition}:bedrock:${region}:${account}:*` },
        },
      }),
    );
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds a log itself, for a week; a log of that log would keep identities for longer.',
    });
    return bucket;
  }

  #allowRead(): void {
    this.reader.allow(['s3:GetObject'], [this.bucket.arnForObjects(`${PREFIX}/*`)]);
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket)}.Arn>/${PREFIX}/*]`,
      reason: 'Bedrock names the files of its log; the function may read any of them and nothing else.',
    });
  }

  /** The configuration is no resource of CloudFormation: its own calls set it and take it away. */
  #turnOn(withText: boolean, defaults: FunctionDefaults): void {
    const call = {
      service: 'Bedrock',
      action: 'putModelInvocationLoggingConfiguration',
      parameters: {
        loggingConfig: {
          s3Config: { bucketName: this.bucket.bucketName, keyPrefix: PREFIX },
          textDataDeliveryEnabled: withText,
          imageDataDeliveryEnabled: false,
          embeddingDataDeliveryEnabled: false,
          videoDataDeliveryEnabled: false,
        },
      },
      physicalResourceId: PhysicalResourceId.of('bedrock-model-invocation-logging'),
    };
    const actions = ['Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration`);
    const logGroup = createLogGroup(this, 'LoggingLogs', defaults);
    // A role of its own: the CDK's would have a policy that AWS manages.
    const role = new Role(this, 'LoggingRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The two calls that set and delete the logging configuration take no resource.',
    });
    const logging = new AwsCustomResource(this, 'Logging', {
      resourceType: 'Custom::BedrockInvocationLogging',
      installLatestAwsSdk: false,
      role,
      logGroup,
      onCreate: call,
      onUpdate: call,
      onDelete: { service: 'Bedrock', action: 'deleteModelInvocationLoggingConfiguration' },
      policy: AwsCustomResourcePolicy.fromStatements([
        // These two take no resource.
        new PolicyStatement({ actions, resources: ['*'] }),
      ]),
    });
    // Bedrock tries whether it may write before it takes the configuration.
    if (this.bucket.policy) logging.node.addDependency(this.bucket.policy);
  }
}
