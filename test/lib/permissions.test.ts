import { describe, expect, it } from 'vitest';
import { readSources } from '../../scripts/check/read-sources.ts';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const { all } = synthesize('production', { mailSender: 'costs@example.com', webhooks: true });
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
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        ...LOGS,
        's3:AbortMultipartUpload',
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
        'events:PutEvents',
        ...LOGS,
        'sqs:SendMessage',
      ],
    ],
    [
      'BudgetWatchCheckBudgetsRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'events:PutEvents',
        'kms:Decrypt',
        ...LOGS,
        'ses:SendRawEmail',
        'sqs:SendMessage',
      ],
    ],
    ['BudgetWatchSafetyNetRole', ['lambda:InvokeFunction', 'sqs:SendMessage']],
    [
      'ScheduledWorkScheduledWorkRole',
      [
        'cloudwatch:PutMetricData',
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'dynamodb:UpdateTimeToLive',
        ...LOGS,
        'ses:SendRawEmail',
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
        'events:PutEvents',
        'kms:Encrypt',
        ...LOGS,
        's3:AbortMultipartUpload',
        's3:GetObject',
        's3:PutObject',
        'sqs:SendMessage',
      ],
    ],
    ['ScheduledWorkClockRole', ['lambda:InvokeFunction', 'sqs:SendMessage']],
    [
      'JobsRunJobRole',
      [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
        ...LOGS,
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListBucket',
        's3:ListBucket',
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
    expect(Object.keys(resourcesOf(all, 'AWS::IAM::Role'))).toHaveLength(8);
    for (const { Properties } of Object.values(resourcesOf(all, 'AWS::IAM::Role'))) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
      expect(Properties['Policies']).toBeUndefined();
    }
  });
});

/** Commands of the table and the queues to the actions that IAM checks for them; a transaction is its parts. */
const NEEDED: readonly (readonly [RegExp, string])[] = [
  [/new BatchGetCommand\(/, 'dynamodb:BatchGetItem'],
  [/new BatchWriteCommand\(/, 'dynamodb:BatchWriteItem'],
  [/new GetCommand\(/, 'dynamodb:GetItem'],
  [/new QueryCommand\(/, 'dynamodb:Query'],
  [/new ScanCommand\(/, 'dynamodb:Scan'],
  [/new PutCommand\(|\bPut: \{/, 'dynamodb:PutItem'],
  [/new UpdateCommand\(|\bUpdate: \{/, 'dynamodb:UpdateItem'],
  [/new DeleteCommand\(|\bDelete: \{/, 'dynamodb:DeleteItem'],
  [/\bConditionCheck: \{/, 'dynamodb:ConditionCheckItem'],
  [/new UpdateTimeToLiveCommand\(/, 'dynamodb:UpdateTimeToLive'],
  [/new PutMetricDataCommand\(/, 'cloudwatch:PutMetricData'],
  [/new SendMessage(Batch)?Command\(/, 'sqs:SendMessage'],
  [/new PutEventsCommand\(/, 'events:PutEvents'],
  [/new SendRawEmailCommand\(/, 'ses:SendRawEmail'],
];

/** Actions that the code a handler imports can ask for. */
function neededBy(handler: string): string[] {
  const sources = new Map(readSources('lambdas', 'adapters').map((source) => [source.path, source]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const file of sources.get(path)?.files ?? []) reach(file);
  };
  reach(`lambdas/${handler}.ts`);
  const texts = [...reached].map((path) => sources.get(path)?.text ?? '');
  return NEEDED.filter(([pattern]) => texts.some((text) => pattern.test(text))).map(([, action]) => action);
}

describe('every call that a function can make is allowed', () => {
  it.each([
    ['record-usage', 'UsageIntakeRecordUsageRole'],
    ['aggregate-usage', 'UsageAggregationAggregateUsageRole'],
    ['scheduled-work', 'ScheduledWorkScheduledWorkRole'],
    ['run-job', 'JobsRunJobRole'],
    ['serve-api', 'ReadServeApiRole'],
    ['check-budgets', 'BudgetWatchCheckBudgetsRole'],
  ])('%s', (handler, role) => {
    const needed = neededBy(handler);
    expect(needed.length).toBeGreaterThan(0);
    expect(actionsOf(role)).toEqual(expect.arrayContaining(needed));
  });
});

/** CloudWatch has no resources to name. */
const METRICS = 'cloudwatch:PutMetricData';

/** Resources that nobody can name here: for each action, what narrows it instead. */
const UNNAMED: Readonly<Record<string, unknown>> = {
  [METRICS]: { StringEquals: { 'cloudwatch:namespace': 'Costkeeper-production/Spend' } },
  // Identities of recipients in the sandbox, and default configuration sets, are checked too.
  'ses:SendRawEmail': { StringEquals: { 'ses:FromAddress': 'costs@example.com' } },
  // It answers names of streams and no data.
  'dynamodb:ListStreams': undefined,
};

describe('wildcards', () => {
  it.each(Object.entries(UNNAMED))('of %s are narrowed by their condition', (action, condition) => {
    const found = policies.flatMap(({ statements }) => statements).filter(({ Action }) => Action === action);
    expect(found.length).toBeGreaterThan(0);
    for (const statement of found) expect(statement.Condition).toEqual(condition);
  });

  it('stand in no action', () => {
    for (const { statements } of policies) {
      for (const action of statements.flatMap(({ Action }) => Action)) expect(action).not.toContain('*');
    }
  });

  it('stand in no resource but folders of the bucket', () => {
    const wide = policies
      .flatMap(({ statements }) => statements)
      .filter(
        ({ Resource, Action }) => JSON.stringify(Resource).includes('*') && !(String(Action) in UNNAMED),
      );
    expect(wide.length).toBeGreaterThan(0);
    for (const { Action, Resource } of wide) {
      expect(String(Action)).toMatch(/^s3:((Get|Put|Delete)Object|AbortMultipartUpload)$/);
      expect(JSON.stringify(Resource)).toMatch(/FilesBucket.*"\/[a-z]+\/\*"/);
    }
  });
});
