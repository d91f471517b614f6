import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../../support/synthesize.ts';

const { pipeline } = synthesize('production', { bedrockLogs: true });

describe('the invocation log of Bedrock', () => {
  it('is turned on and off by calls of its own, without prompts and answers', () => {
    const [logging] = Object.values(resourcesOf([pipeline], 'Custom::BedrockInvocationLogging'));
    const text = (name: string) => JSON.stringify(logging?.Properties[name]);
    for (const moment of ['Create', 'Update']) {
      expect(text(moment)).toContain('putModelInvocationLoggingConfiguration');
      expect(text(moment)).toContain(String.raw`\"textDataDeliveryEnabled\":false`);
    }
    expect(text('Delete')).toContain('deleteModelInvocationLoggingConfiguration');
  });

  it('is written by Bedrock alone, for this account, into a bucket that keeps it for a week', () => {
    pipeline.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 7 })] },
    });
    pipeline.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Principal: { Service: 'bedrock.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': Match.anyValue() } }),
          }),
        ]),
      },
    });
  });

  it('wakes its reader for each file', () => {
    pipeline.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.s3'], 'detail-type': ['Object Created'] }),
    });
    pipeline.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 's3:GetObject' })]) },
    });
  });

  it('goes to a log group where the stage says so, which Bedrock alone may write, for a week', () => {
    const { pipeline: template } = synthesize('production', { bedrockLogs: 'cloudwatch' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    const [logging] = Object.values(resourcesOf([template], 'Custom::BedrockInvocationLogging'));
    const asked = JSON.stringify(logging?.Properties['Create']);
    expect(asked).toContain('cloudWatchConfig');
    expect(asked).not.toContain('s3Config');
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: { Service: 'bedrock.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': Match.anyValue() } }),
          }),
        ],
      }),
    });
    const policies = JSON.stringify(resourcesOf([template], 'AWS::IAM::Policy'));
    expect(policies).toContain('log-stream:aws/bedrock/modelinvocations');
    expect(policies).toContain('"iam:PassedToService":"bedrock.amazonaws.com"');
    expect(resourcesOf([template], 'AWS::S3::Bucket')).toEqual({});
  });

  it.each([
    [
      'its own log group',
      'cloudwatch' as const,
      Match.objectLike({ Ref: Match.stringLikeRegexp('CallsLog') }),
    ],
    ['the account’s own log group', { logGroup: '/aws/bedrock/calls' }, '/aws/bedrock/calls'],
  ])('wakes its reader for each call in %s', (_name, bedrockLogs, group) => {
    const { pipeline: template } = synthesize('production', { bedrockLogs });
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      LogGroupName: group,
      FilterPattern: '{ $.schemaType = "ModelInvocationLog" }',
      DestinationArn: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
  });

  it('of an account that logs already stays as it is configured', () => {
    const { all } = synthesize('production', { bedrockLogs: { logGroup: '/aws/bedrock/calls' } });
    expect(resourcesOf(all, 'Custom::BedrockInvocationLogging')).toEqual({});
    expect(JSON.stringify(resourcesOf(all, 'AWS::IAM::Policy'))).not.toContain('ModelInvocationLogging');
  });

  it('is in no stage that does not ask for it', () => {
    const { all } = synthesize('production');
    expect(resourcesOf(all, 'Custom::BedrockInvocationLogging')).toEqual({});
    expect(resourcesOf(all, 'AWS::Lambda::Function')).not.toHaveProperty('InvocationLogs');
  });
});
