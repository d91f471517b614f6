import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions } from '../support/bundle-functions.ts';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const ROOT = join(import.meta.dirname, '../..');

/** What each function is made of. */
let bundles: Map<string, Bundle>;
beforeAll(async () => {
  bundles = await bundleFunctions([
    'record-usage',
    'aggregate-usage',
    'scheduled-work',
    'run-job',
    'serve-api',
    'check-budgets',
  ]);
});

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
        'sqs:GetQueueAttributes',
        'sqs:SendMessage',
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

  /** Roles of CodeDeploy: of recorder, aggregator and API. */
  const GRADUAL = 3;

  it('and no other role exists', () => {
    expect(Object.keys(resourcesOf(all, 'AWS::IAM::Role'))).toHaveLength(8 + GRADUAL);
    for (const { Properties } of Object.values(resourcesOf(all, 'AWS::IAM::Role'))) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
      expect(Properties['Policies']).toBeUndefined();
    }
  });
});

/** A call of the table's helper. */
function tableCall(...methods: readonly string[]): RegExp {
  return new RegExp(String.raw`\btable\s*\.\s*(${methods.join('|')})\(`);
}

/** What the code of stores, queues and mailers asks for, and the action that IAM checks; a transaction is its parts. */
const NEEDED: readonly (readonly [RegExp, string])[] = [
  [tableCall('batchGet'), 'dynamodb:BatchGetItem'],
  [tableCall('batchPut'), 'dynamodb:BatchWriteItem'],
  [tableCall('get'), 'dynamodb:GetItem'],
  [tableCall('queryAll', 'query', 'pages', 'page', 'placedPages'), 'dynamodb:Query'],
  [tableCall('scanPage'), 'dynamodb:Scan'],
  [tableCall('put', 'putIf', 'putIfAbsent'), 'dynamodb:PutItem'],
  [/\bPut: \{/, 'dynamodb:PutItem'],
  [tableCall('update'), 'dynamodb:UpdateItem'],
  [/\bUpdate: \{/, 'dynamodb:UpdateItem'],
  [tableCall('delete'), 'dynamodb:DeleteItem'],
  [/\bDelete: \{/, 'dynamodb:DeleteItem'],
  [/\bConditionCheck: \{/, 'dynamodb:ConditionCheckItem'],
  [/new UpdateTimeToLiveCommand\(/, 'dynamodb:UpdateTimeToLive'],
  [/new PutMetricDataCommand\(/, 'cloudwatch:PutMetricData'],
  [/new SendMessage(Batch)?Command\(/, 'sqs:SendMessage'],
  [/new PutEventsCommand\(/, 'events:PutEvents'],
  [/new SendRawEmailCommand\(/, 'ses:SendRawEmail'],
];

/** The helper itself holds every command; what a function asks for is in the stores that use it. */
const HELPER = 'adapters/dynamo/table.ts';

/** Calls in a bundle that its function never makes: the store is shared with another function. */
const NEVER_CALLED: Readonly<Record<string, readonly string[]>> = {
  // It asks whether an import is open; the API opens and ends them.
  'record-usage': ['dynamodb:DeleteItem'],
  // It adds to totals, closes holds and asks for the list's version, all by key; repairs and the API list them.
  'aggregate-usage': ['dynamodb:Query'],
};

/** Actions that the code in a handler's bundle can ask for. */
function neededBy(handler: string): string[] {
  const files = bundles.get(handler)?.files ?? [];
  const texts = files
    .filter((file) => /^(adapters|lambdas)\//.test(file) && file !== HELPER)
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));
  return NEEDED.filter(([pattern]) => texts.some((text) => pattern.test(text)))
    .map(([, action]) => action)
    .filter((action) => !NEVER_CALLED[handler]?.includes(action));
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

/** Resources that cannot be named here: for each action, what narrows it instead. */
const UNNAMED: Readonly<Record<string, unknown>> = {
  [METRICS]: { StringEquals: { 'cloudwatch:namespace': 'Costkeeper-production/Spend' } },
  // Identities of recipients in the sandbox, and default configuration sets, are checked too.
  'ses:SendRawEmail': { StringEquals: { 'ses:FromAddress': 'costs@example.com' } },
  // It answers names of streams and no data.
  'dynamodb:ListStreams': undefined,
  // It answers the state of alarms.
  'cloudwatch:DescribeAlarms': undefined,
};

describe('wildcards', () => {
  it.each(Object.entries(UNNAMED))('of %s are narrowed by their condition', (action, condition) => {
    const found = policies.flatMap(({ statements }) => statements).filter(({ Action }) => Action === action);
    expect(found.length).toBeGreaterThan(0);
    for (const statement of found) expect(statement.Condition).toEqual(condition);
  });

  it('are in no action', () => {
    for (const { statements } of policies) {
      for (const action of statements.flatMap(({ Action }) => Action)) expect(action).not.toContain('*');
    }
  });

  it('are in no resource but folders of the bucket', () => {
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
