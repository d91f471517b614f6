import { describe, expect, it } from 'vitest';
import { Resolver } from '../../local/resolve.ts';
import { stackOf } from './fixtures/stacks.ts';

const PLACES = { sqs: 'http://127.0.0.1:9324', gateway: 'http://127.0.0.1:8080' };

function resolve(value: unknown, ...more: ReturnType<typeof stackOf>[]): unknown {
  const stack = stackOf('App', {
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'ledger' } },
    Queue: { Type: 'AWS::SQS::Queue' },
    Pool: { Type: 'AWS::Cognito::UserPool' },
    Role: { Type: 'AWS::IAM::Role' },
  });
  return new Resolver([stack, ...more], PLACES).resolve(value, 'App');
}

describe('Resolver', () => {
  it('gives a queue the address on this machine', () => {
    expect(resolve({ Ref: 'Queue' })).toBe('http://127.0.0.1:9324/000000000000/App-Queue');
  });

  it('resolves Ref, GetAtt, Join, Sub, Select and Split inside each other', () => {
    expect(
      resolve({
        'Fn::Join': ['/', [{ Ref: 'Table' }, { 'Fn::Sub': '${AWS::Region}-${Table.Arn}-${!kept}' }]],
      }),
    ).toBe('ledger/eu-west-1-arn:aws:dynamodb:eu-west-1:000000000000:table/ledger-${kept}');
    expect(resolve({ 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] })).toBe('b');
    expect(resolve({ 'Fn::Sub': ['${x}!', { x: { Ref: 'AWS::Partition' } }] })).toBe('aws!');
  });

  it('gives types without a local part names that are well formed', () => {
    expect(resolve({ 'Fn::GetAtt': ['Role', 'Arn'] })).toBe('arn:aws:iam::000000000000:role/App-Role');
    expect(resolve({ 'Fn::GetAtt': ['Pool', 'ProviderURL'] })).toBe(
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_local',
    );
  });

  it('follows exports and stored parameters of other stacks', () => {
    const other = stackOf('Other', {
      Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/stream', Value: 'arn:stream' } },
    });
    const exporting = {
      ...other,
      template: { ...other.template, Outputs: { Out: { Value: 'shared', Export: { Name: 'Other:Out' } } } },
    };
    expect(resolve({ 'Fn::ImportValue': 'Other:Out' }, exporting)).toBe('shared');
    const weak = {
      StackName: 'Other',
      Region: { Ref: 'AWS::Region' },
      OutputName: 'Out',
    };
    expect(resolve({ 'Fn::GetStackOutput': weak }, exporting)).toBe('shared');
    expect(() => resolve({ 'Fn::GetStackOutput': { ...weak, OutputName: 'In' } }, exporting)).toThrow(
      'Fn::GetStackOutput: stack Other has no output In',
    );
    const reading = stackOf('Reading', {});
    const template = {
      ...reading.template,
      Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stream' } },
    };
    const resolver = new Resolver([other, { ...reading, template }], PLACES);
    expect(resolver.resolve({ Ref: 'P' }, 'Reading')).toBe('arn:stream');
  });

  it('leaves out what AWS::NoValue marks', () => {
    expect(resolve([1, { Ref: 'AWS::NoValue' }, 2])).toEqual([1, 2]);
  });

  it('refuses an intrinsic it does not know, by name', () => {
    expect(() => resolve({ 'Fn::Cidr': ['10.0.0.0/8', 2, 8] })).toThrow(
      'Fn::Cidr in stack App is not supported',
    );
    expect(() => resolve({ Ref: 'Missing' })).toThrow('stack App refers to Missing');
  });
});
