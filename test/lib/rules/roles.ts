import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';
import { isCdkOwn } from './own.ts';
import { MAY, OPTIONS } from './role-calls.ts';
import {
  allNamedBy,
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  type Statement,
  statementsOf,
  statementsOfRole,
  type Templates,
} from './templates.ts';

function ownRoles(templates: Templates): Found[] {
  return resourcesIn(templates, 'AWS::IAM::Role').filter((role) => !isCdkOwn(role));
}

/** What follows a resource's own address in a statement: a folder, an index, a star; nothing for the address alone. */
function partBehind(resource: unknown): string {
  if (typeof resource === 'string') return resource.startsWith('arn:') ? identityIn(resource) : resource;
  const parts = (resource as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join']?.[1] ?? [];
  const last = parts.at(-1);
  // The address of a table by its name, or of an identity of SES, is written out.
  const text = parts.filter((part) => typeof part === 'string').join('');
  if (identityIn(text) !== '') return identityIn(text);
  return typeof last === 'string' && parts.length > 1 && !last.includes(':table/') ? last : '';
}

function identityIn(text: string): string {
  return /:((?:identity|configuration-set)\/\*)$/.exec(text)?.[1] ?? '';
}

/** Every call that statements allow, as action and what follows the resource's address or narrows it to a folder. */
function callsOf(statements: readonly Statement[]): string[] {
  const calls = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource, Condition }) => {
      const [, folder = ''] = /"s3:prefix":"([^"]+)"/.exec(JSON.stringify(Condition ?? {})) ?? [];
      return listOf<string>(Action).flatMap((action) =>
        listOf(Resource).map((resource) => `${action} ${partBehind(resource)}${folder}`.trim()),
      );
    });
  return [...new Set(calls)].toSorted();
}

/** What a function that is traced tells X-Ray. */
const TRACES = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];

/** Each role may do what its function is for, all of it and no more. */
export const rolesMayDoTheirWorkAlone: Rule = (templates) =>
  ownRoles(templates).flatMap((role) => {
    const [, may] = Object.entries(MAY).find(([prefix]) => role.id.startsWith(prefix)) ?? [];
    if (!may) return [`${nameOfResource(role)} is a role that nobody has said the work of`];
    const statements = statementsOfRole(role, templates);
    const calls = callsOf(statements);
    const fn = ownFunctions(templates).find((one) =>
      isSame(namedBy(propertyOf(one, 'Role'), one.stack, templates), role),
    );
    const options = (may.options ?? []).filter((name) => {
      const { variable } = OPTIONS[name];
      return variable === undefined ? hasOwnKey(templates) : fn?.variables[variable] !== undefined;
    });
    const needed = [
      ...may.always,
      ...options.flatMap((name) => OPTIONS[name].calls),
      ...(fn && propertyOf(fn, 'TracingConfig', 'Mode') === 'Active' ? TRACES : []),
    ];
    const allowed = new Set<string>(needed);
    return [
      ...(statements.some(({ Effect }) => Effect !== 'Allow')
        ? [`${nameOfResource(role)} is forbidden something`]
        : []),
      ...needed
        .filter((call) => !calls.includes(call))
        .map((call) => `${nameOfResource(role)} lacks ${call}`),
      ...(options.includes('ownKey') ? lackingOfOwnKey(statements, role, templates) : []).map(
        (call) => `${nameOfResource(role)} lacks ${call} of the stage’s own key`,
      ),
      ...calls
        .filter((call) => !allowed.has(call))
        .map((call) => `${nameOfResource(role)} may do more than its work: ${call}`),
    ];
  });

/** A role may use another key, of webhooks, by the same calls: these are about the stage's own. */
function lackingOfOwnKey(statements: readonly Statement[], role: Found, templates: Templates): string[] {
  const [key] = resourcesIn(templates, 'AWS::KMS::Key').filter(({ id }) => id.startsWith('Key'));
  const granted = statements
    .filter(({ Resource }) => allNamedBy(Resource, role.stack, templates).some((one) => isSame(one, key)))
    .flatMap(({ Action }) => listOf<string>(Action));
  return OPTIONS.ownKey.calls.filter((call) => !granted.includes(call));
}

/** Whether the stage encrypts table, queues and bucket with a key of its own. */
export function hasOwnKey(templates: Templates): boolean {
  return resourcesIn(templates, 'AWS::KMS::Key').some(({ id }) => id.startsWith('Key'));
}

/** Calls that know no resources or none that can be named, and the condition that narrows each instead. */
const NARROWED: Readonly<Record<string, string | undefined>> = {
  'cloudwatch:PutMetricData': '"cloudwatch:namespace":',
  'ses:SendRawEmail': '"StringEquals":{"ses:FromAddress":',
  's3:ListBucket': '"s3:prefix":',
  // It answers names of streams, and metrics of the account's own functions and queues: no data.
  'dynamodb:ListStreams': undefined,
  'cloudwatch:GetMetricData': undefined,
  // It answers the state of alarms.
  'cloudwatch:DescribeAlarms': undefined,
  // Segments of traces: they are written and nothing is read.
  'xray:PutTelemetryRecords': undefined,
  'xray:PutTraceSegments': undefined,
  // The account and region have one configuration of that logging.
  'bedrock:PutModelInvocationLoggingConfiguration': undefined,
  'bedrock:DeleteModelInvocationLoggingConfiguration': undefined,
};

/** No statement of ours allows a pattern of actions, or everything; what cannot be named has a condition. */
export const nothingIsAllowedToAll: Rule = (templates) =>
  resourcesIn(templates, ...POLICIES)
    .filter((policy) => !isCdkOwn(policy))
    .flatMap((policy) =>
      statementsOf(policy)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap((statement) =>
          faultsOfGrant(statement).map((fault) => `${nameOfResource(policy)} ${fault}`),
        ),
    );

const POLICIES = [
  'AWS::IAM::Policy',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::S3::BucketPolicy',
];

function faultsOfGrant({ Action, Resource, Principal, Condition }: Statement): string[] {
  const faults: string[] = [];
  const actions = listOf<string>(Action);
  const condition = JSON.stringify(Condition ?? {});
  const services = (Principal as { Service?: unknown } | undefined)?.Service;
  // The CDK's function that empties a bucket gets in by the bucket's policy.
  const isEmptying = JSON.stringify(Principal ?? {}).includes('CustomS3AutoDeleteObjects');
  for (const action of actions) {
    if (action.includes('*') && !isEmptying) faults.push(`allows the pattern ${action}`);
    if (action in NARROWED && !condition.includes(NARROWED[action] ?? ''))
      faults.push(`allows ${action} without its condition`);
  }
  for (const resource of listOf(Resource)) {
    const part = partBehind(resource);
    if (
      part.includes('*') &&
      !isEmptying &&
      !/^\/[a-z][a-zA-Z/*]*\/\*$/.test(part) &&
      actions.some((action) => !(action in NARROWED) && services === undefined)
    ) {
      faults.push(`allows ${actions.join(', ')} on ${part}`);
    }
  }
  return faults;
}

/** What a variable names, and a call that its function must then be allowed on it. */
const NAMED: readonly (readonly [variable: string, type: string, actions: RegExp])[] = [
  [ENVIRONMENT.tableName, 'AWS::DynamoDB::GlobalTable', /^dynamodb:(GetItem|UpdateItem)$/],
  [ENVIRONMENT.bucketName, 'AWS::S3::Bucket', /^s3:(Get|Put)Object$/],
  [ENVIRONMENT.usageQueueUrl, 'AWS::SQS::Queue', /^sqs:SendMessage$/],
  [ENVIRONMENT.jobQueueUrl, 'AWS::SQS::Queue', /^sqs:SendMessage$/],
  [ENVIRONMENT.eventBusName, 'AWS::Events::EventBus', /^events:PutEvents$/],
  [ENVIRONMENT.secretKeyId, 'AWS::KMS::Key', /^kms:(Encrypt|Decrypt)$/],
  [ENVIRONMENT.userKeyId, 'AWS::KMS::Key', /^kms:GenerateMac$/],
];

/** Functions of ours with their variables. */
export function ownFunctions(
  templates: Templates,
): (Found & { variables: Readonly<Record<string, unknown>> })[] {
  return resourcesIn(templates, 'AWS::Lambda::Function')
    .filter((fn) => !isCdkOwn(fn))
    .map((fn) => ({
      ...fn,
      variables: (propertyOf(fn, 'Environment', 'Variables') ?? {}) as Record<string, unknown>,
    }));
}

/** What a function is told of it may use, and what it may use it is told of. */
export const variablesAndRightsAgree: Rule = (templates) =>
  ownFunctions(templates).flatMap((fn) => {
    const role = namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
    if (!role) return [];
    const statements = statementsOfRole(role, templates);
    const grants = (target: Found, actions: RegExp) =>
      statements.some(
        ({ Action, Resource }) =>
          listOf<string>(Action).some((action) => actions.test(action)) &&
          listOf(Resource).some((value) =>
            allNamedBy(value, role.stack, templates).some((one) => isSame(one, target)),
          ),
      );
    const told = NAMED.flatMap(([variable, type, actions]) => {
      const value = fn.variables[variable];
      if (value === undefined) return [];
      const target = namedBy(value, fn.stack, templates);
      // A restored table is named by its text.
      if (!target)
        return typeof value === 'string' && type === 'AWS::DynamoDB::GlobalTable'
          ? []
          : [`${nameOfResource(fn)}: ${variable} names nothing of the stage`];
      return target.Type === type && grants(target, actions)
        ? []
        : [`${nameOfResource(fn)} is told ${variable} and may not use it`];
    });
    const untold = listOf<string>(
      MAY[Object.keys(MAY).find((prefix) => role.id.startsWith(prefix)) ?? '']?.told,
    ).filter((variable) => fn.variables[variable] === undefined);
    // Where a function may send, it is told where to.
    const unnamed = resourcesIn(templates, 'AWS::Lambda::EventSourceMapping')
      .flatMap((mapping) => namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates) ?? [])
      .filter((queue) => queue.Type === 'AWS::SQS::Queue' && grants(queue, /^sqs:SendMessage$/))
      .filter(
        (queue) =>
          !Object.values(fn.variables).some((value) => isSame(namedBy(value, fn.stack, templates), queue)),
      )
      .map((queue) => `the address of ${queue.id}`);
    const keys = resourcesIn(templates, 'AWS::KMS::Key')
      .filter(({ id }) => id.startsWith('Channels'))
      .filter(
        (key) =>
          grants(key, /^kms:(Encrypt|Decrypt)$/) && fn.variables[ENVIRONMENT.secretKeyId] === undefined,
      )
      .map(() => ENVIRONMENT.secretKeyId);
    const page =
      resourcesIn(templates, 'AWS::CloudFront::Distribution').length > 0 &&
      fn.variables[ENVIRONMENT.dashboardUrl] === undefined
        ? [ENVIRONMENT.dashboardUrl]
        : [];
    const common = COMMON.filter(
      (variable) => fn.variables[variable] === undefined || fn.variables[variable] === '',
    );
    return [
      ...told,
      ...[...untold, ...unnamed, ...keys, ...page, ...common].map(
        (variable) => `${nameOfResource(fn)} is not told ${variable}`,
      ),
      ...faultsOfOptions(fn, statements),
    ];
  });

const COMMON = [
  ENVIRONMENT.stage,
  ENVIRONMENT.ledgerSettings,
  'POWERTOOLS_SERVICE_NAME',
  'POWERTOOLS_METRICS_NAMESPACE',
  'POWERTOOLS_LOG_LEVEL',
];

/** A right that comes with an option comes with its variable, and the variable with the right. */
function faultsOfOptions(
  fn: Found & { variables: Readonly<Record<string, unknown>> },
  statements: readonly Statement[],
): string[] {
  const pairs = [
    [ENVIRONMENT.mailSender, 'ses:SendRawEmail'],
    [ENVIRONMENT.ownParts, 'cloudwatch:GetMetricData'],
    [ENVIRONMENT.userKeyId, 'kms:GenerateMac'],
  ] as const;
  return pairs
    .filter(
      ([variable, action]) =>
        (fn.variables[variable] !== undefined) !==
        statements.some(({ Action }) => listOf(Action).includes(action)),
    )
    .map(([variable, action]) => `${nameOfResource(fn)} has one of ${variable} and ${action} alone`);
}
