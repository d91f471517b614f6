import { describe, expect, it } from 'vitest';
import { Account } from '../../../local/iam/account.ts';
import type { Context } from '../../../local/iam/conditions.ts';
import type { Principal } from '../../../local/iam/evaluate.ts';
import { Resolver } from '../../../local/resolve.ts';
import { roleOf, stackOf } from '../fixtures/stacks.ts';

const PLACES = { sqs: 'http://127.0.0.1:1/secret', gateway: 'http://127.0.0.1:2' };
const TLS = { 'aws:securetransport': 'true' };
const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:App-Queue';
const BUCKET = 'arn:aws:s3:::app-bucket';
const TABLE = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Ledger';
const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/Key';
const SECURE_ONLY = {
  Effect: 'Deny',
  Action: 'sqs:*',
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function accountOf(
  allowed: readonly object[],
  {
    queue = [],
    key,
    more = {},
  }: { queue?: object[]; key?: object; more?: Parameters<typeof stackOf>[1] } = {},
): Account {
  const stack = stackOf('App', {
    ...roleOf('Worker', 'lambda.amazonaws.com', allowed),
    Queue: { Type: 'AWS::SQS::Queue' },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Key: { Type: 'AWS::KMS::Key', Properties: key === undefined ? {} : { KeyPolicy: { Statement: [key] } } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [SECURE_ONLY, ...queue] } },
    },
    ...more,
  });
  return new Account(new Resolver([stack], PLACES));
}

function worker(account: Account): Principal {
  const [role] = account.roles;
  if (!role) throw new Error('the stack declares a role');
  return account.as(role, 'App-Work');
}

function may(
  account: Account,
  action: string,
  resource: string,
  context: Context = TLS,
  by?: Principal,
): boolean {
  return account.decide(by ?? worker(account), { action, resource, context }).allowed;
}

describe('an account of the templates', () => {
  it('allows a role what its policies name and nothing else', () => {
    const account = accountOf([{ Action: 'dynamodb:Get*', Resource: TABLE }]);
    expect(may(account, 'dynamodb:GetItem', TABLE)).toBe(true);
    expect(may(account, 'dynamodb:PutItem', TABLE)).toBe(false);
    expect(may(account, 'dynamodb:GetItem', `${TABLE}/index/day`)).toBe(false);
    expect(may(account, 'dynamodb:GetItem', `${TABLE}2`)).toBe(false);
  });

  it('compares actions in any case, and resources in their own', () => {
    const account = accountOf([{ Action: 'DynamoDB:getitem', Resource: TABLE }]);
    expect(may(account, 'dynamodb:GetItem', TABLE)).toBe(true);
    expect(may(account, 'dynamodb:GetItem', TABLE.toLowerCase())).toBe(false);
  });

  it('understands NotAction and NotResource', () => {
    const account = accountOf([{ NotAction: 's3:Delete*', NotResource: `${BUCKET}/archive/*` }]);
    expect(may(account, 's3:GetObject', `${BUCKET}/exports/a`)).toBe(true);
    expect(may(account, 's3:DeleteObject', `${BUCKET}/exports/a`)).toBe(false);
    expect(may(account, 's3:GetObject', `${BUCKET}/archive/a`)).toBe(false);
  });

  it('lets an explicit deny win, of the role and of the resource, for the administrator too', () => {
    const account = accountOf([
      { Action: 'sqs:*', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:DeleteMessage', Resource: QUEUE },
    ]);
    expect(may(account, 'sqs:SendMessage', QUEUE)).toBe(true);
    expect(may(account, 'sqs:DeleteMessage', QUEUE)).toBe(false);
    const plain = { 'aws:securetransport': 'false' };
    expect(may(account, 'sqs:SendMessage', QUEUE, plain)).toBe(false);
    expect(may(account, 'sqs:SendMessage', QUEUE, plain, account.owner(undefined))).toBe(false);
    expect(may(account, 'sqs:SendMessage', QUEUE, TLS, account.owner('local'))).toBe(true);
  });

  it('lets a resource’s policy allow a role, a service for what it names, and nobody else', () => {
    const rule = 'arn:aws:events:eu-west-1:000000000000:rule/bus/rule';
    const account = accountOf([], {
      queue: [
        {
          ...SECURE_ONLY,
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': ['Worker', 'Arn'] } },
          Condition: {},
        },
        {
          ...SECURE_ONLY,
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': rule } },
        },
      ],
    });
    expect(may(account, 'sqs:SendMessage', QUEUE)).toBe(true);
    const events = { kind: 'service', service: 'events.amazonaws.com' } as const;
    expect(may(account, 'sqs:SendMessage', QUEUE, { ...TLS, 'aws:sourcearn': rule }, events)).toBe(true);
    expect(may(account, 'sqs:SendMessage', QUEUE, { ...TLS, 'aws:sourcearn': `${rule}2` }, events)).toBe(
      false,
    );
    expect(
      may(account, 'sqs:SendMessage', QUEUE, TLS, { kind: 'service', service: 'sns.amazonaws.com' }),
    ).toBe(false);
  });

  it('lets a key’s policy decide whether policies of roles count for it', () => {
    const wants = [{ Action: 'kms:Decrypt', Resource: KEY }];
    expect(may(accountOf(wants), 'kms:Decrypt', KEY)).toBe(true);
    expect(may(accountOf([]), 'kms:Decrypt', KEY)).toBe(false);
    const other = {
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: '*',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    };
    expect(may(accountOf(wants, { key: other }), 'kms:Decrypt', KEY)).toBe(false);
    const direct = { ...other, Principal: { AWS: { 'Fn::GetAtt': ['Worker', 'Arn'] } } };
    expect(may(accountOf([], { key: direct }), 'kms:Decrypt', KEY)).toBe(true);
  });

  it('asks for the key of an encrypted queue, bucket and table too', () => {
    const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
    const more = {
      Secret: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: key } },
      Ledger: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          TableName: 'Ledger',
          Replicas: [{ SSESpecification: { KMSMasterKeyId: { Ref: 'Key' } } }],
        },
      },
      Vault: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'vault',
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
            ],
          },
        },
      },
    };
    const secret = QUEUE.replace('App-Queue', 'App-Secret');
    const wants = [{ Action: ['sqs:*', 's3:*', 'dynamodb:*'], Resource: '*' }];
    const reads = [...wants, { Action: 'kms:Decrypt', Resource: KEY }];
    const writes = [...reads, { Action: 'kms:GenerateDataKey', Resource: KEY }];
    const called = (allowed: readonly object[]) => {
      const account = accountOf(allowed, { more });
      return [
        may(account, 'sqs:ReceiveMessage', secret),
        may(account, 'sqs:SendMessage', secret),
        may(account, 's3:GetObject', 'arn:aws:s3:::vault/a'),
        may(account, 's3:PutObject', 'arn:aws:s3:::vault/a'),
        may(account, 'dynamodb:Query', `${TABLE}/index/day`),
        // Without a key of its own nothing is asked.
        may(account, 'sqs:SendMessage', QUEUE),
      ];
    };
    expect(called(wants)).toEqual([false, false, false, false, false, true]);
    expect(called(reads)).toEqual([true, false, true, false, false, true]);
    expect(called(writes)).toEqual([true, true, true, true, false, true]);
    expect(called([...wants, { Action: 'kms:*', Resource: KEY }])).toEqual(Array(6).fill(true));
  });

  it('reads permissions of functions as statements of their policy', () => {
    const account = accountOf([], {
      more: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: {} },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'Fn' },
            Principal: 'apigateway.amazonaws.com',
            SourceArn: 'arn:aws:execute-api:eu-west-1:000000000000:local/*/*/*',
          },
        },
      },
    });
    const gateway = { kind: 'service', service: 'apigateway.amazonaws.com' } as const;
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:App-Fn';
    const api = 'arn:aws:execute-api:eu-west-1:000000000000:local/$default';
    const called = (source: string) =>
      may(account, 'lambda:InvokeFunction', arn, { ...TLS, 'aws:sourcearn': `${api}/${source}` }, gateway);
    expect(called('GET/cost-tracking/{proxy+}')).toBe(true);
    // Stage and route, and no method: three stars take it not.
    expect(called('$default')).toBe(false);
  });

  it('knows callers by their access keys, and words refusals as AWS does', () => {
    const account = accountOf([]);
    const key = account.keyOf(worker(account));
    expect(key).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(account.keyOf(worker(account))).toBe(key);
    expect(account.owner('AKIDSTRANGER')).toEqual({ kind: 'admin', account: '000000000000' });
    const need = { action: 'dynamodb:PutItem', resource: TABLE, context: TLS };
    expect(account.refusal(account.owner(key), [need])).toBe(
      'User: arn:aws:sts::000000000000:assumed-role/App-Worker/App-Work is not authorized to perform: dynamodb:PutItem ' +
        `on resource: ${TABLE} because no identity-based policy allows the dynamodb:PutItem action`,
    );
  });

  it('knows who may act as a role', () => {
    const account = accountOf([]);
    const [role] = account.roles;
    if (!role) throw new Error('the stack declares a role');
    expect(account.trusts(role, 'lambda.amazonaws.com')).toBe(true);
    expect(account.trusts(role, 'scheduler.amazonaws.com')).toBe(false);
  });

  it('refuses policies that it cannot judge, by name', () => {
    const condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(() => accountOf([{ Action: 's3:*', Resource: '*', Condition: condition }])).toThrow(
      'WorkerPolicy[0]: condition operator IpAddress is not supported by the local system',
    );
  });
});
