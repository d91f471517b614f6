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

  it('is in no stage that does not ask for it', () => {
    const { all } = synthesize('production');
    expect(resourcesOf(all, 'Custom::BedrockInvocationLogging')).toEqual({});
    expect(resourcesOf(all, 'AWS::Lambda::Function')).not.toHaveProperty('InvocationLogs');
  });
});
