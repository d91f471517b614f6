import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { KEPT_DAYS, type LoggingDestination, ofThisAccount } from './bedrock-logging.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { UndeliveredCalls } from './undelivered-calls.ts';

const PREFIX = 'bedrock';

/** A bucket of its own for the invocation log, each of whose files wakes the reader. */
export function logToBucket(
  scope: Construct,
  reader: LedgerFunction,
  undelivered: UndeliveredCalls,
): LoggingDestination {
  const bucket = createBucket(scope);
  allowRead(scope, reader, bucket);
  new Rule(scope, 'LogFiles', {
    description: 'A file of the invocation log is there to be read',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: `${PREFIX}/` }] } },
    },
    targets: [new LambdaFunction(reader, { deadLetterQueue: undelivered.queue })],
  });
  return {
    config: { s3Config: { bucketName: bucket.bucketName, keyPrefix: PREFIX } },
    needs: bucket.policy ? [bucket.policy] : [],
  };
}

function createBucket(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    encryption: BucketEncryption.S3_MANAGED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        id: 'calls-are-entries-by-then',
        expiration: Duration.days(KEPT_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(2),
      },
    ],
  });
  // The CDK's own way would deploy a function that sets this one property.
  (bucket.node.defaultChild as CfnBucket).addPropertyOverride('NotificationConfiguration', {
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  });
  const { account } = Stack.of(scope);
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('bedrock.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`${PREFIX}/AWSLogs/${account}/BedrockModelInvocationLogs/*`)],
      conditions: ofThisAccount(scope),
    }),
  );
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It holds a log itself, for a week; a log of that log would keep identities for longer.',
  });
  return bucket;
}

function allowRead(scope: Construct, reader: LedgerFunction, bucket: Bucket): void {
  reader.allow(['s3:GetObject'], [bucket.arnForObjects(`${PREFIX}/*`)]);
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${Stack.of(scope).getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/${PREFIX}/*]`,
    reason: 'Bedrock names the files of its log; the function may read any of them and nothing else.',
  });
}
