import { ALERTS_WAITING, EVENT_SOURCE, TOTALS_CHANGED } from '../../../contracts/budget-events.ts';
import {
  AGGREGATED_PREFIXES,
  DAY_INDEX,
  DAY_INDEX_ATTRIBUTES,
  DAY_INDEX_PARTITION_KEY,
  DAY_INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../../contracts/table-layout.ts';
import { admitsSenders } from './other-accounts.ts';
import { isCdkOwn } from './own.ts';
import {
  atLeast,
  each,
  has,
  is,
  isRetained,
  leadsTo,
  leadsToFirst,
  record,
  type Requirement,
} from './requirement.ts';
import { FRONT } from './requirements-front.ts';
import { WORDS } from './requirements-words.ts';
import { hasOwnKey } from './roles.ts';
import {
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  type Templates,
  type Statement,
} from './templates.ts';

function keySchema(hash: string, range: string): object[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

/** Whether an event source mapping reads the queue. */
function isRead(queue: Found, templates: Templates): boolean {
  return resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').some((mapping) =>
    isSame(namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates), queue),
  );
}

function isStream(mapping: Found): boolean {
  return propertyOf(mapping, 'StartingPosition') !== undefined;
}

/** Storage: what is kept, encrypted, restorable, closed to the public, and ends. */
const STORAGE: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::DynamoDB::GlobalTable': [
    { says: 'is not billed by request', holds: is('PAY_PER_REQUEST', 'BillingMode') },
    {
      says: 'cannot be restored to a second',
      holds: each(
        (replica) =>
          JSON.stringify(record(replica)['PointInTimeRecoverySpecification']) ===
          '{"PointInTimeRecoveryEnabled":true}',
        'Replicas',
      ),
    },
    {
      says: 'is kept and can be deleted, or goes and cannot',
      holds: (found) =>
        each(
          (replica) => record(replica)['DeletionProtectionEnabled'] === isRetained(found),
          'Replicas',
        )(found),
    },
    { says: 'does not say how it is encrypted', holds: has('SSESpecification', 'SSEEnabled') },
    {
      says: 'is not encrypted by the stage’s own key',
      holds: (found, templates) =>
        hasOwnKey(templates)
          ? is({ SSEEnabled: true, SSEType: 'KMS' }, 'SSESpecification')(found) &&
            each((replica) => 'SSESpecification' in replica, 'Replicas')(found)
          : is({ SSEEnabled: false }, 'SSESpecification')(found),
    },
    {
      says: 'has a replica that its stage cannot be told by',
      holds: each(
        (replica) =>
          listOf<{ Key: string }>(record(replica)['Tags'])
            .map(({ Key }) => Key)
            .join() === 'app,stage',
        'Replicas',
      ),
    },
    {
      says: 'has no stream of both images',
      holds: is('NEW_AND_OLD_IMAGES', 'StreamSpecification', 'StreamViewType'),
    },
    {
      says: 'lets nothing expire',
      holds: is({ AttributeName: TTL_ATTRIBUTE, Enabled: true }, 'TimeToLiveSpecification'),
    },
    { says: 'has other keys than the code', holds: is(keySchema(PARTITION_KEY, SORT_KEY), 'KeySchema') },
    {
      says: 'has other attributes of keys than the code',
      holds: is(
        [PARTITION_KEY, SORT_KEY, DAY_INDEX_PARTITION_KEY, DAY_INDEX_SORT_KEY].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        'AttributeDefinitions',
      ),
    },
    {
      says: 'has another index than the code',
      holds: is(
        [
          {
            IndexName: DAY_INDEX,
            KeySchema: keySchema(DAY_INDEX_PARTITION_KEY, DAY_INDEX_SORT_KEY),
            Projection: { NonKeyAttributes: [...DAY_INDEX_ATTRIBUTES], ProjectionType: 'INCLUDE' },
          },
        ],
        'GlobalSecondaryIndexes',
      ),
    },
    {
      says: 'has a replica without the index',
      holds: each(
        (replica) =>
          JSON.stringify(record(replica)['GlobalSecondaryIndexes']) ===
          JSON.stringify([{ IndexName: DAY_INDEX }]),
        'Replicas',
      ),
    },
  ],
  'AWS::S3::Bucket': [
    {
      says: 'can be opened to the public',
      holds: is(
        {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        'PublicAccessBlockConfiguration',
      ),
    },
    {
      says: 'knows owners of objects',
      holds: is([{ ObjectOwnership: 'BucketOwnerEnforced' }], 'OwnershipControls', 'Rules'),
    },
    {
      says: 'is not encrypted',
      holds: each(
        (rule) => /"SSEAlgorithm":"(AES256|aws:kms)"/.test(JSON.stringify(rule)),
        'BucketEncryption',
        'ServerSideEncryptionConfiguration',
      ),
    },
    {
      says: 'is not encrypted by the stage’s own key, or asks it for each object',
      holds: (found, templates) =>
        !found.id.startsWith('Files') ||
        !hasOwnKey(templates) ||
        each(
          (rule) =>
            record(rule)['BucketKeyEnabled'] === true && JSON.stringify(rule).includes('KMSMasterKeyID'),
          'BucketEncryption',
          'ServerSideEncryptionConfiguration',
        )(found),
    },
    {
      says: 'tells no rule of its objects',
      holds: (found, templates) =>
        is({ EventBridgeEnabled: true }, 'NotificationConfiguration', 'EventBridgeConfiguration')(found) ||
        !resourcesIn(templates, 'AWS::Events::Rule').some((rule) =>
          JSON.stringify(rule.Properties).includes(found.id),
        ),
    },
    {
      says: 'keeps versions where none are needed, or none of the archive',
      holds: (found) =>
        is(found.id.startsWith('Files') ? 'Enabled' : undefined, 'VersioningConfiguration', 'Status')(found),
    },
    {
      says: 'has a rule of its life cycle that is not enabled',
      holds: each((rule) => record(rule)['Status'] === 'Enabled', 'LifecycleConfiguration', 'Rules'),
    },
  ],
  'AWS::SQS::Queue': [
    {
      says: 'is not encrypted',
      holds: (found, templates) =>
        (is(true, 'SqsManagedSseEnabled')(found) &&
          !(found.id.startsWith('Usage') && found.stack.name.includes('Data-') && hasOwnKey(templates))) ||
        leadsTo('AWS::KMS::Key', 'KmsMasterKeyId')(found, templates),
    },
    { says: 'keeps messages for less than 14 days', holds: is(1_209_600, 'MessageRetentionPeriod') },
    {
      says: 'is read and has no dead-letter queue after five attempts or more',
      holds: (found, templates) =>
        !isRead(found, templates) ||
        (leadsTo('AWS::SQS::Queue', 'RedrivePolicy', 'deadLetterTargetArn')(found, templates) &&
          atLeast(5, 'RedrivePolicy', 'maxReceiveCount')(found)),
    },
  ],
  'AWS::KMS::Key': [
    {
      // KMS rotates no keys of HMAC, and another key would be another name for every user.
      says: 'is never rotated',
      holds: (found) => is(true, 'EnableKeyRotation')(found) || is('HMAC_256', 'KeySpec')(found),
    },
    {
      says: 'is not ruled by the account’s own policies alone',
      holds: each(
        (statement) => {
          const { Effect, Action, Principal, Resource } = record(statement);
          if (admitsSenders(statement as Statement)) return true;
          return (
            Effect === 'Allow' &&
            Action === 'kms:*' &&
            Resource === '*' &&
            /:iam::.*:root"/.test(JSON.stringify(Principal))
          );
        },
        'KeyPolicy',
        'Statement',
      ),
    },
    {
      says: 'makes no hashes',
      holds: (found) => has('KeyUsage')(found) === is('HMAC_256', 'KeySpec')(found),
    },
    { says: 'is gone sooner than 30 days after its deletion', holds: is(30, 'PendingWindowInDays') },
  ],
};

/** New entries and outcomes, and nothing that the aggregator writes itself. */
function onlyNew(): object[] {
  const keys = { [PARTITION_KEY]: { S: AGGREGATED_PREFIXES.map((prefix) => ({ prefix })) } };
  return [{ Pattern: JSON.stringify({ eventName: ['INSERT'], dynamodb: { Keys: keys } }) }];
}

/** What rules of the stage match: what the ledger tells itself, and files that Bedrock writes. */
const PATTERNS = [
  { source: [EVENT_SOURCE], 'detail-type': [TOTALS_CHANGED, ALERTS_WAITING] },
  { source: ['aws.s3'], 'detail-type': ['Object Created'] },
];

/** Functions and what wakes them. */
const COMPUTE: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::Lambda::Function': [
    { says: 'does not run Node 24', holds: is('nodejs24.x', 'Runtime') },
    { says: 'does not run on arm64', holds: is(['arm64'], 'Architectures') },
    {
      says: 'writes to no log group of its own',
      holds: leadsTo('AWS::Logs::LogGroup', 'LoggingConfig', 'LogGroup'),
    },
    { says: 'has no role of its own', holds: leadsTo('AWS::IAM::Role', 'Role') },
    { says: 'has less than 512 MB', holds: atLeast(512, 'MemorySize') },
    { says: 'has no time-out of its own', holds: atLeast(4, 'Timeout') },
    { says: 'has no handler', holds: is('index.handler', 'Handler') },
  ],
  'AWS::Lambda::EventSourceMapping': [
    {
      says: 'throws a whole batch back for one message',
      holds: (found) =>
        is(1, 'BatchSize')(found) || is(['ReportBatchItemFailures'], 'FunctionResponseTypes')(found),
    },
    {
      says: 'has no limit of its own',
      holds: (found) => isStream(found) || atLeast(2, 'ScalingConfig', 'MaximumConcurrency')(found),
    },
    {
      says: 'gives records of a stream up untold, or one bad record stops it',
      holds: (found, templates) =>
        !isStream(found) ||
        (leadsTo('AWS::SQS::Queue', 'DestinationConfig', 'OnFailure', 'Destination')(found, templates) &&
          is(true, 'BisectBatchOnFunctionError')(found) &&
          atLeast(3600, 'MaximumRecordAgeInSeconds')(found) &&
          is(-1, 'MaximumRetryAttempts')(found) &&
          is('TRIM_HORIZON', 'StartingPosition')(found) &&
          is(onlyNew(), 'FilterCriteria', 'Filters')(found)),
    },
    { says: 'does not say how many it takes at once', holds: atLeast(1, 'BatchSize') },
    {
      says: 'has no window',
      holds: (found) => is(1, 'BatchSize')(found) || has('MaximumBatchingWindowInSeconds')(found),
    },
  ],
  'AWS::CodeDeploy::Application': [
    { says: 'is of another platform', holds: is('Lambda', 'ComputePlatform') },
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    { says: 'has no alarm', holds: is(true, 'AlarmConfiguration', 'Enabled') },
    { says: 'takes nothing back', holds: is(true, 'AutoRollbackConfiguration', 'Enabled') },
    {
      says: 'goes on while its alarm sounds, or after it failed',
      holds: is(
        ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
        'AutoRollbackConfiguration',
        'Events',
      ),
    },
    {
      says: 'moves all calls at once',
      holds: is('CodeDeployDefault.LambdaCanary10Percent5Minutes', 'DeploymentConfigName'),
    },
    {
      says: 'is of another style than Lambda takes',
      holds: is(
        { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
        'DeploymentStyle',
      ),
    },
  ],
  'AWS::Lambda::Alias': [{ says: 'has another name than its callers use', holds: is('live', 'Name') }],
  'AWS::Lambda::EventInvokeConfig': [
    {
      says: 'drops events that fail to the end',
      holds: leadsTo('AWS::SQS::Queue', 'DestinationConfig', 'OnFailure', 'Destination'),
    },
    { says: 'does not say how often it tries', holds: atLeast(0, 'MaximumRetryAttempts') },
  ],
  'AWS::Events::Rule': [
    { says: 'is not enabled', holds: is('ENABLED', 'State') },
    {
      says: 'matches something else than the ledger tells',
      holds: (found) =>
        PATTERNS.some(
          (pattern) =>
            is(pattern.source, 'EventPattern', 'source')(found) &&
            is(pattern['detail-type'], 'EventPattern', 'detail-type')(found),
        ),
    },
    {
      says: 'listens on no bus of the stage, or to every bucket',
      holds: (found, templates) =>
        is(['aws.s3'], 'EventPattern', 'source')(found)
          ? leadsToFirst('AWS::S3::Bucket', found, templates, 'EventPattern', 'detail', 'bucket', 'name') &&
            is([{ prefix: 'bedrock/' }], 'EventPattern', 'detail', 'object', 'key')(found)
          : leadsTo('AWS::Events::EventBus', 'EventBusName')(found, templates),
    },
    {
      says: 'tries for a day where a quarter of an hour is enough, or once',
      holds: (found) =>
        is(['aws.s3'], 'EventPattern', 'source')(found) ||
        each(
          (target) =>
            JSON.stringify(record(target)['RetryPolicy']) ===
            '{"MaximumEventAgeInSeconds":900,"MaximumRetryAttempts":2}',
          'Targets',
        )(found),
    },
  ],
};

/** What every resource of ours of a type has: encryption, backups, closed doors, ends, limits. */
export const resourcesAreProtected: Rule = (templates) =>
  [STORAGE, COMPUTE, FRONT, ...WORDS]
    .flatMap(Object.entries<readonly Requirement[]>)
    .flatMap(([type, requirements]) =>
      resourcesIn(templates, type)
        .filter((found) => !isCdkOwn(found))
        .flatMap((found) =>
          requirements
            .filter(({ holds }) => !holds(found, templates))
            .map(({ says }) => `${nameOfResource(found)} ${says}`),
        ),
    );
