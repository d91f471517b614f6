import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const { all } = synthesize('production');
const policies = Object.values(resourcesOf(all, 'AWS::IAM::Policy')).map(({ Properties }) => ({
  roles: (Properties['Roles'] as { Ref: string }[]).map(({ Ref }) => Ref),
  statements: (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
}));

/** What each service of AWS may be asked by the role whose logical id begins so. */
function actionsOf(rolePrefix: string): string[] {
  return policies
    .filter(({ roles }) => roles.some((role) => role.startsWith(rolePrefix)))
    .flatMap(({ statements }) => statements.flatMap(({ Action }) => Action))
    .toSorted();
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

describe('each function is allowed exactly its own calls', () => {
  it.each([
    [
      'UsageIntakeRecordUsageRole',
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        's3:PutObject',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
      ],
    ],
    [
      'UsageAggregationAggregateUsageRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:DescribeStream',
        'dynamodb:GetItem',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        'sqs:SendMessage',
      ],
    ],
    [
      'ScheduledWorkScheduledWorkRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        'sqs:SendMessage',
      ],
    ],
    [
      'ReadServeApiRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        's3:GetObject',
        'sqs:SendMessage',
      ],
    ],
    ['ScheduledWorkClockRole', ['lambda:InvokeFunction']],
    [
      'JobsRunJobRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        's3:PutObject',
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:SendMessage',
      ],
    ],
  ])('%s', (role, actions) => {
    expect(actionsOf(role)).toEqual(actions);
  });

  it('and no other role exists', () => {
    expect(Object.keys(resourcesOf(all, 'AWS::IAM::Role'))).toHaveLength(6);
    for (const { Properties } of Object.values(resourcesOf(all, 'AWS::IAM::Role'))) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
      expect(Properties['Policies']).toBeUndefined();
    }
  });
});

describe('wildcards', () => {
  it('stand in no action', () => {
    for (const { statements } of policies) {
      for (const action of statements.flatMap(({ Action }) => Action)) expect(action).not.toContain('*');
    }
  });

  it('stand in no resource but folders of the bucket', () => {
    const wide = policies
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    expect(wide.length).toBeGreaterThan(0);
    for (const { Action, Resource } of wide) {
      expect(String(Action)).toMatch(/^s3:(Get|Put)Object$/);
      expect(JSON.stringify(Resource)).toMatch(/FilesBucket.*"\/[a-z]+\/\*"/);
    }
  });
});
