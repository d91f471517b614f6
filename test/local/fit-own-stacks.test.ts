import { describe, expect, it } from 'vitest';
import { fitOwnStacks } from '../../local/fit-own-stacks.ts';
import { judge } from '../../local/support.ts';
import { resourcesOf, type Template } from '../../local/template.ts';
import { stackOf } from './fixtures/stacks.ts';

type Resources = NonNullable<Template['Resources']>;

function fitted(resources: Resources, name = 'Mine') {
  const { stacks, leftOut } = fitOwnStacks([stackOf(name, resources)]);
  return { resources: stacks[0]?.template.Resources ?? {}, leftOut, stacks };
}

const worker = (more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'a.zip' }, ...more },
});

const api = (id: string, path: string) => ({
  [`${id}Api`]: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: id, ProtocolType: 'HTTP' } },
  [`${id}Stage`]: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: `${id}Api` } } },
  [`${id}Route`]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: { Ref: `${id}Api` }, RouteKey: `GET ${path}` },
  },
});

describe('an app of somebody else', () => {
  it('runs without what the local system does not know, and says what that is', () => {
    const { resources, leftOut, stacks } = fitted({
      Worker: worker(),
      Flow: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
      Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      Python: worker({ Runtime: 'python3.13' }),
      Image: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image', Code: { ImageUri: 'x' } } },
      Inline: worker({ Code: { ZipFile: 'exports.handler = () => {}' } }),
      Maybe: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::If': ['Named', 'a', 'b'] } } },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'mine' } },
    });
    expect(Object.keys(resources)).toEqual(['Worker']);
    expect(leftOut).toEqual([
      'Mine/Flow (AWS::StepFunctions::StateMachine): the local system does not know AWS::StepFunctions::StateMachine',
      'Mine/Fifo (AWS::SQS::Queue): the local system does not know AWS::SQS::Queue FifoQueue',
      'Mine/Python (AWS::Lambda::Function): the runtime python3.13 does not run here, only nodejs',
      'Mine/Image (AWS::Lambda::Function): its code is a container image: only functions of nodejs run here',
      'Mine/Inline (AWS::Lambda::Function): its code is inline: give it a file',
      'Mine/Maybe (AWS::SQS::Queue): the local system does not know Fn::If',
      'Mine/Api (AWS::ApiGatewayV2::Api): the local gateway has the API of Costkeeper alone',
    ]);
    expect(() => judge(resourcesOf(stacks))).not.toThrow();
  });

  it('keeps the API of a ledger that stands in the stack itself, and what only deployments call', () => {
    const { resources, leftOut, stacks } = fitted({
      ...api('Ledger', '/cost-tracking/{proxy+}'),
      ...api('Mine', '/cost-trackings'),
      Provider: worker({ Runtime: 'python3.13', Layers: ['a'] }),
      Deployment: {
        Type: 'Custom::Deploy',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
      },
    });
    expect(Object.keys(resources)).toEqual([
      'LedgerApi',
      'LedgerStage',
      'LedgerRoute',
      'Provider',
      'Deployment',
    ]);
    expect(leftOut).toHaveLength(3);
    expect(() => judge(resourcesOf(stacks))).not.toThrow();
  });

  it('puts a text where the rest names such a part, in every form of a name', () => {
    const names = {
      ref: { Ref: 'Flow' },
      list: { 'Fn::GetAtt': ['Flow', 'Arn'] },
      text: { 'Fn::GetAtt': 'Flow.Arn' },
      sub: { 'Fn::Sub': 'a/${Flow}/${Flow.Arn}/${AWS::Region}' },
      values: { 'Fn::Sub': ['${Name}', { Name: { Ref: 'Flow' } }] },
      joined: { 'Fn::Join': ['', ['x-', { Ref: 'Flow' }]] },
      kept: { Ref: 'Jobs' },
    };
    const { resources } = fitted({
      Flow: { Type: 'AWS::StepFunctions::StateMachine' },
      Jobs: { Type: 'AWS::SQS::Queue' },
      Worker: worker({ Environment: { Variables: names } }),
    });
    expect(resources['Worker']?.Properties?.['Environment']).toEqual({
      Variables: {
        ref: 'not-run-here:Flow',
        list: 'not-run-here:Flow',
        text: 'not-run-here:Flow',
        sub: { 'Fn::Sub': 'a/not-run-here:Flow/not-run-here:Flow/${AWS::Region}' },
        values: { 'Fn::Sub': ['${Name}', { Name: 'not-run-here:Flow' }] },
        joined: { 'Fn::Join': ['', ['x-', 'not-run-here:Flow']] },
        kept: { Ref: 'Jobs' },
      },
    });
  });

  it('leaves out what only wires such a part, and outputs of it', () => {
    const Mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Python' }, EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } },
    };
    const stack = stackOf('Mine', {
      Python: worker({ Runtime: 'python3.13' }),
      Jobs: { Type: 'AWS::SQS::Queue' },
      Mapping,
    });
    const outputs = { Gone: { Value: { Ref: 'Python' } }, Kept: { Value: { Ref: 'Jobs' } } };
    const { stacks, leftOut } = fitOwnStacks([
      { ...stack, template: { ...stack.template, Outputs: outputs } },
    ]);
    expect(leftOut).toContain('Mine/Mapping (AWS::Lambda::EventSourceMapping): Python does not run here');
    expect(Object.keys(stacks[0]?.template.Outputs ?? {})).toEqual(['Kept']);
  });

  it('leaves the stacks of Costkeeper as they are: there the local system refuses what it does not know', () => {
    const resources = { Orders: { Type: 'AWS::Kinesis::Stream' } };
    const { leftOut, stacks } = fitted(resources, 'CostkeeperData-production');
    expect(leftOut).toEqual([]);
    expect(() => judge(resourcesOf(stacks))).toThrow('AWS::Kinesis::Stream');
  });
});
