import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';

/** What a role is for: calls as `action`, or `action` and the part of the resource. */
interface RoleWork {
  /** In every stage. */
  readonly always: readonly string[];
  /** With an option of the stage, all of it. */
  readonly options?: readonly Option[];
  /** Variables that its function is told in every stage, besides those that all are told. */
  readonly told?: readonly string[];
}

/** What an option adds, and the variable by which a function is told of it; the stage's own key needs none. */
export const OPTIONS = {
  ownKey: {
    variable: undefined,
    calls: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(
      (name) => `kms:${name}`,
    ),
  },
  hashes: { variable: ENVIRONMENT.userKeyId, calls: ['kms:GenerateMac'] },
  mail: {
    variable: ENVIRONMENT.mailSender,
    calls: ['ses:SendRawEmail identity/*', 'ses:SendRawEmail configuration-set/*'],
  },
  hideSecrets: { variable: ENVIRONMENT.secretKeyId, calls: ['kms:Encrypt'] },
  readSecrets: { variable: ENVIRONMENT.secretKeyId, calls: ['kms:Decrypt'] },
  ownCost: { variable: ENVIRONMENT.ownParts, calls: ['cloudwatch:GetMetricData *'] },
} as const satisfies Readonly<Record<string, { variable: string | undefined; calls: readonly string[] }>>;
type Option = keyof typeof OPTIONS;

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const READS_QUEUE = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
  (name) => `sqs:${name}`,
);
const CLOCK = ['lambda:InvokeFunction', 'sqs:SendMessage'];

function table(...names: readonly string[]): string[] {
  return names.map((name) => `dynamodb:${name}`);
}

function writes(folder: string): string[] {
  return [`s3:PutObject /${folder}/*`, `s3:AbortMultipartUpload /${folder}/*`];
}

/** What moves an alias from version to version, unless an alarm sounds. */
const ROLLOUT = [
  'cloudwatch:DescribeAlarms *',
  ...['GetAlias', 'GetProvisionedConcurrencyConfig', 'UpdateAlias'].flatMap((name) => [
    `lambda:${name}`,
    `lambda:${name} :live`,
  ]),
];

const DAY_INDEX = 'dynamodb:Query /index/day';

/** The roles of the functions and schedules, by how their logical ids begin. */
export const MAY: Readonly<Record<string, RoleWork>> = {
  UsageIntakeRecordUsageRole: {
    always: [
      ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
      ...LOGS,
      ...writes('quarantine'),
      ...READS_QUEUE,
    ],
    options: ['ownKey', 'hashes'],
    told: [ENVIRONMENT.tableName, ENVIRONMENT.bucketName],
  },
  UsageIntakeRecordUsageRolloutRole: { always: ROLLOUT },
  UsageAggregationAggregateUsageRolloutRole: { always: ROLLOUT },
  ReadServeApiRolloutRole: { always: ROLLOUT },
  UsageAggregationAggregateUsageRole: {
    always: [
      ...table('BatchGetItem', 'BatchWriteItem', 'GetItem', 'PutItem', 'UpdateItem'),
      ...table('DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams *'),
      'events:PutEvents',
      ...LOGS,
      'sqs:SendMessage',
    ],
    options: ['ownKey'],
    told: [ENVIRONMENT.tableName, ENVIRONMENT.eventBusName],
  },
  BudgetWatchCheckBudgetsRole: {
    always: [
      ...table('BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
      DAY_INDEX,
      'events:PutEvents',
      ...LOGS,
      'sqs:SendMessage',
    ],
    options: ['ownKey', 'mail', 'readSecrets'],
    told: [ENVIRONMENT.tableName, ENVIRONMENT.eventBusName],
  },
  BudgetWatchSafetyNetRole: { always: CLOCK },
  ScheduledWorkClockRole: { always: CLOCK },
  ScheduledWorkScheduledWorkRole: {
    always: [
      'cloudwatch:PutMetricData *',
      ...table('BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
      ...table('UpdateTimeToLive'),
      DAY_INDEX,
      ...LOGS,
      'sqs:SendMessage',
    ],
    options: ['ownKey', 'mail', 'ownCost'],
    told: [ENVIRONMENT.tableName, ENVIRONMENT.jobQueueUrl],
  },
  JobsRunJobRole: {
    always: [
      ...table(
        'BatchGetItem',
        'BatchWriteItem',
        'DeleteItem',
        'GetItem',
        'PutItem',
        'Query',
        'Scan',
        'UpdateItem',
      ),
      DAY_INDEX,
      ...LOGS,
      ...writes('archive'),
      ...writes('exports'),
      ...writes('quarantine'),
      's3:DeleteObject /exports/*',
      ...['archive', 'exports', 'quarantine'].map((folder) => `s3:GetObject /${folder}/*`),
      's3:ListBucket archive/*',
      's3:ListBucket exports/*',
      ...READS_QUEUE,
      'sqs:SendMessage',
    ],
    options: ['ownKey'],
    told: [ENVIRONMENT.tableName, ENVIRONMENT.bucketName, ENVIRONMENT.jobQueueUrl],
  },
  ReadServeApiRole: {
    always: [
      ...table('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
      DAY_INDEX,
      'events:PutEvents',
      ...LOGS,
      ...writes('exports'),
      's3:GetObject /exports/*',
      's3:GetObject /quarantine/*',
      // Its page of the system's state counts what waits.
      'sqs:GetQueueAttributes',
      'sqs:SendMessage',
    ],
    options: ['ownKey', 'hashes', 'hideSecrets'],
    told: [
      ENVIRONMENT.tableName,
      ENVIRONMENT.bucketName,
      ENVIRONMENT.eventBusName,
      ENVIRONMENT.jobQueueUrl,
      ENVIRONMENT.usageQueueUrl,
    ],
  },
  InvocationLogsReadInvocationLogsRole: {
    always: [...LOGS, 's3:GetObject /bedrock/*', 'sqs:SendMessage'],
    options: ['ownKey', 'hashes'],
    told: [ENVIRONMENT.usageQueueUrl],
  },
  InvocationLogsLoggingRole: {
    always: [
      ...LOGS,
      ...['Put', 'Delete'].map((verb) => `bedrock:${verb}ModelInvocationLoggingConfiguration *`),
    ],
  },
};
