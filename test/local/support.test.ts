import { describe, expect, it } from 'vitest';
import { judge } from '../../local/support.ts';
import { resourcesOf } from '../../local/template.ts';
import type { Template } from '../../local/template.ts';
import { stackOf } from './fixtures/stacks.ts';

function judged(resources: NonNullable<Template['Resources']>) {
  return judge(resourcesOf([stackOf('App', resources)]));
}

describe('what the local system runs', () => {
  it('refuses a resource type it does not know, by name', () => {
    const resources = { Orders: { Type: 'AWS::Kinesis::Stream' }, Jobs: { Type: 'AWS::SQS::Queue' } };
    expect(() => judged(resources)).toThrow('AWS::Kinesis::Stream (App/Orders)');
    expect(() => judged(resources)).not.toThrow('AWS::SQS::Queue');
  });

  it('refuses a property that would change behaviour, by name', () => {
    const Queue = { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 30 } };
    expect(() => judged({ Queue })).toThrow('AWS::SQS::Queue FifoQueue (App/Queue)');
    const Mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { TumblingWindowInSeconds: 5 } };
    expect(() => judged({ Mapping })).toThrow('AWS::Lambda::EventSourceMapping TumblingWindowInSeconds');
  });

  it('names every refusal at once', () => {
    expect(() => judged({ A: { Type: 'AWS::ECS::Cluster' }, B: { Type: 'AWS::RDS::DBCluster' } })).toThrow(
      /AWS::ECS::Cluster[\s\S]*AWS::RDS::DBCluster/,
    );
  });

  it('says what replaces a resource that has no local part', () => {
    const { runs, passedOver } = judged({
      Alarm: { Type: 'AWS::CloudWatch::Alarm' },
      Site: { Type: 'AWS::CloudFront::Distribution' },
      Queue: { Type: 'AWS::SQS::Queue' },
    });
    expect(runs.map(({ logicalId }) => logicalId)).toEqual(['Queue']);
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('alarms'),
      expect.stringContaining('dashboard/dist'),
    ]);
  });

  it('passes over a function that serves only custom resources', () => {
    const { runs } = judged({
      Provider: { Type: 'AWS::Lambda::Function', Properties: { Layers: ['x'] } },
      Deploy: {
        Type: 'Custom::CDKBucketDeployment',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
      },
    });
    expect(runs).toEqual([]);
  });
});
