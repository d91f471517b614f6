import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourceNamed, resourcesOf, synthesize } from '../support/synthesize.ts';

const production = synthesize('production');
const dev = synthesize('dev');

describe('the ledger table', () => {
  const table = resourceNamed(production.all, 'AWS::DynamoDB::GlobalTable', 'Ledger');

  it('is on demand with one key pair, changes in its stream and expiry by ttl', () => {
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('has one index, which carries the figures of a day and no more', () => {
    expect(table.Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'day',
        KeySchema: [
          { AttributeName: 'dpk', KeyType: 'HASH' },
          { AttributeName: 'dsk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['c', 'n', 'x'] },
      },
    ]);
  });

  it('can be restored to any second, in every stage', () => {
    for (const { data } of [production, dev]) {
      data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
        Replicas: [
          Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
        ],
      });
    }
  });

  it('outlives its stack and refuses deletion, except in dev', () => {
    expect(table.DeletionPolicy).toBe('Retain');
    production.data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })],
    });
    expect(resourceNamed(dev.all, 'AWS::DynamoDB::GlobalTable', 'Ledger').DeletionPolicy).toBe('Delete');
    expect(production.stacks.data.terminationProtection).toBe(true);
    expect(dev.stacks.data.terminationProtection).toBe(false);
  });
});

describe('encryption', () => {
  it('is on for every queue, with transport security enforced', () => {
    const queues = resourcesOf(production.all, 'AWS::SQS::Queue');
    const policies = resourcesOf(production.all, 'AWS::SQS::QueuePolicy');
    expect(Object.keys(queues)).toHaveLength(6);
    expect(Object.keys(policies)).toHaveLength(6);
    for (const { Properties } of Object.values(queues)) expect(Properties['SqsManagedSseEnabled']).toBe(true);
    for (const { Properties } of Object.values(policies)) {
      expect(JSON.stringify(Properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('is on for the bucket, which cannot be reached from outside', () => {
    production.data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: Match.anyValue(),
    });
    production.data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('uses one key of the stage’s own for table, queues and bucket where asked', () => {
    const { data } = synthesize('production', { customerManagedKey: true });
    data.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    data.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.objectLike({
        ServerSideEncryptionConfiguration: [
          Match.objectLike({ ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) }),
        ],
      }),
    });
  });
});

describe('what a queue keeps', () => {
  it('is kept as long as SQS can', () => {
    for (const { Properties } of Object.values(resourcesOf(production.all, 'AWS::SQS::Queue'))) {
      expect(Properties['MessageRetentionPeriod']).toBe(14 * 86_400);
    }
  });
});

describe('the stream’s address', () => {
  it('travels by parameter and is no export, so that the table can be replaced', () => {
    const exported = JSON.stringify(production.data.toJSON()['Outputs']);
    expect(exported).not.toContain('StreamArn');
    const name = '/costkeeper/production/table-stream-arn';
    production.data.hasResourceProperties('AWS::SSM::Parameter', { Name: name });
    const parameters = Object.values(
      production.pipeline.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' }),
    );
    expect(parameters).toMatchObject([{ Default: name }]);
  });

  it('is looked up after the table is there', () => {
    expect(production.stacks.pipeline.dependencies).toContain(production.stacks.data);
  });
});
