import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListExportsCommand,
} from '@aws-sdk/client-cloudformation';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { stageTarget } from '../../../scripts/smoke/stage-target.ts';

const formation = mockClient(CloudFormationClient);
const cognito = mockClient(CognitoIdentityProviderClient);
const s3 = mockClient(S3Client);
const sqs = mockClient(SQSClient);
afterAll(() => {
  formation.restore();
  cognito.restore();
  s3.restore();
  sqs.restore();
});

const API = 'https://abc.execute-api.eu-west-1.amazonaws.com/cost-tracking';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/usage';
const DATA = { UsageQueueUrl: QUEUE, BucketName: 'ledger' };
const POOL = { UserPoolId: 'eu-west-1_abc', TokenClientId: 'client-1' };
const OPTIONS = { stage: 'staging', region: 'eu-west-1', token: undefined, origin: undefined };

function stack(name: string, outputs: Record<string, string>): void {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const described = {
    StackName: `${name}-staging`,
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE',
  };
  formation
    .on(DescribeStacksCommand, { StackName: `${name}-staging` })
    .resolves({ Stacks: [{ ...described, StackStatus: 'CREATE_COMPLETE', Outputs }] });
}

beforeEach(() => {
  for (const mock of [formation, cognito, s3, sqs]) mock.reset();
  // What CloudFormation answers for a stack that is not there.
  formation
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error('Stack with id X does not exist'), { name: 'ValidationError' }));
  formation.on(ListExportsCommand).resolves({});
  cognito.on(AdminInitiateAuthCommand).resolves({ AuthenticationResult: { AccessToken: 'token-1' } });
  cognito.on(AdminCreateUserCommand).resolves({});
  stack('CostkeeperData', DATA);
  stack('CostkeeperApi', { ApiUrl: API, ...POOL });
});

describe('a deployed stage as the target of a smoke test', () => {
  it('is found by the one stack of a deployment without CDK', async () => {
    formation.on(DescribeStacksCommand, { StackName: 'CostkeeperApi-staging' }).resolves({ Stacks: [] });
    stack('Costkeeper', { ApiUrl: `${API}/whole`, ...DATA, ...POOL });
    expect(await stageTarget(OPTIONS)).toMatchObject({ api: `${API}/whole` });
  });

  it('is found inside the stack of an application by what its outputs are exported as', async () => {
    const missing = Object.assign(new Error('Stack with id X does not exist'), { name: 'ValidationError' });
    for (const name of ['CostkeeperData', 'CostkeeperApi'])
      formation.on(DescribeStacksCommand, { StackName: `${name}-staging` }).rejects(missing);
    formation.on(ListExportsCommand).resolves({
      Exports: ['production-ApiUrl', 'staging-ApiUrl', 'staging-2-ApiUrl', 'staging-Else'].map((name) => ({
        Name: `costkeeper-${name}`,
        ExportingStackId: name === 'staging-ApiUrl' ? 'arn:mine' : 'arn:another',
      })),
    });
    const told = { ApiUrl: `${API}/inside`, ...DATA, ...POOL };
    const Outputs = Object.entries(told).map(([name, OutputValue]) => ({
      OutputKey: `CostsPart${name}1A2B3C4D`,
      OutputValue,
      ExportName: `costkeeper-staging-${name}`,
    }));
    formation.on(DescribeStacksCommand, { StackName: 'arn:mine' }).resolves({
      Stacks: [{ StackName: 'Mine', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE', Outputs }],
    });
    expect(await stageTarget(OPTIONS)).toMatchObject({ api: `${API}/inside` });
  });

  it('is found by its outputs, with an admin that lives for the run alone', async () => {
    stack('CostkeeperPage', { DashboardUrl: 'https://d1.cloudfront.net/' });
    const target = await stageTarget(OPTIONS);
    expect(target).toMatchObject({ api: API, token: 'token-1', origin: 'https://d1.cloudfront.net' });

    const [created] = cognito.commandCalls(AdminCreateUserCommand);
    const user = created?.args[0].input.Username;
    expect(created?.args[0].input).toMatchObject({ UserPoolId: 'eu-west-1_abc', MessageAction: 'SUPPRESS' });
    const password = cognito.commandCalls(AdminSetUserPasswordCommand)[0]?.args[0].input.Password ?? '';
    for (const part of [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/, /^.{12,99}$/]) expect(password).toMatch(part);
    expect(cognito.commandCalls(AdminAddUserToGroupCommand)[0]?.args[0].input).toMatchObject({
      Username: user,
      GroupName: 'cost-admins',
    });
    expect(cognito.commandCalls(AdminDeleteUserCommand)).toHaveLength(0);
    await target.close();
    expect(cognito.commandCalls(AdminDeleteUserCommand)[0]?.args[0].input).toMatchObject({ Username: user });
  });

  it('makes no user when a token is given', async () => {
    stack('CostkeeperApi', { ApiUrl: API });
    const target = await stageTarget({ ...OPTIONS, token: 'mine' });
    expect(target).toMatchObject({ token: 'mine', origin: 'https://smoke.example.com' });
    await target.close();
    expect(cognito.calls()).toHaveLength(0);
  });

  it('asks for a token where another issuer signs people in', async () => {
    stack('CostkeeperApi', { ApiUrl: API });
    await expect(stageTarget(OPTIONS)).rejects.toThrow('COSTKEEPER_TOKEN');
  });

  it('deletes the user again when it cannot sign in', async () => {
    cognito.on(AdminInitiateAuthCommand).rejects(new Error('NotAuthorizedException'));
    await expect(stageTarget(OPTIONS)).rejects.toThrow('NotAuthorizedException');
    expect(cognito.commandCalls(AdminDeleteUserCommand)).toHaveLength(1);
  });

  it('says so when the stage is not deployed', async () => {
    await expect(stageTarget({ ...OPTIONS, stage: 'other' })).rejects.toThrow('does not exist');
  });

  it('sends to the stage’s queue and deletes every version of a file', async () => {
    sqs.on(SendMessageCommand).resolves({ MessageId: 'm-1' });
    const Versions = [
      { Key: 'exports/j/costs.json', VersionId: 'v1' },
      { Key: 'exports/j/costs.json', VersionId: 'v2' },
      { Key: 'exports/j/costs.json.rest-0-1', VersionId: 'v3' },
    ];
    s3.on(ListObjectVersionsCommand).resolves({ Versions });
    const target = await stageTarget(OPTIONS);
    expect(await target.send('{}')).toBe('m-1');
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.QueueUrl).toBe(QUEUE);
    await target.deleteFile('exports/j/costs.json', new URL('https://ledger.s3.amazonaws.com/'));
    expect(s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input)).toEqual([
      { Bucket: 'ledger', Key: 'exports/j/costs.json', VersionId: 'v1' },
      { Bucket: 'ledger', Key: 'exports/j/costs.json', VersionId: 'v2' },
    ]);
  });
});
