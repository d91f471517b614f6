import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';
import { ownFunctions } from './roles.ts';
import {
  allNamedBy,
  functionNamedBy,
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Statement,
  statementsOf,
  statementsOfRole,
  type Templates,
} from './templates.ts';

function allows(
  statements: readonly Statement[],
  action: string,
  target: Found,
  from: Found,
  templates: Templates,
): boolean {
  return statements.some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      listOf(Action).includes(action) &&
      listOf(Resource).some((value) =>
        allNamedBy(value, from.stack, templates).some((one) => isSame(one, target)),
      ),
  );
}

/** What Lambda asks of a queue's reader. */
const READS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Event sources, schedules and rules may do what they do: read, invoke, and put aside what fails. */
export const sourcesMayWake: Rule = (templates) => [
  ...resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const source = namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates);
    const fn = functionNamedBy(propertyOf(mapping, 'FunctionName'), mapping.stack, templates);
    const role = fn && namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
    if (!fn || !role) return [`${nameOfResource(mapping)} wakes no function of the stage`];
    const statements = statementsOfRole(role, templates);
    const stop = namedBy(
      propertyOf(mapping, 'DestinationConfig', 'OnFailure', 'Destination'),
      mapping.stack,
      templates,
    );
    const lacks =
      source?.Type === 'AWS::SQS::Queue'
        ? READS.filter((action) => !allows(statements, action, source, role, templates))
        : [];
    if (stop && !allows(statements, 'sqs:SendMessage', stop, role, templates))
      lacks.push(`sqs:SendMessage on ${stop.id}`);
    return lacks.map((action) => `${nameOfResource(mapping)}: the role of ${fn.id} lacks ${action}`);
  }),
  ...resourcesIn(templates, 'AWS::Lambda::EventInvokeConfig').flatMap((config) => {
    const fn = namedBy(propertyOf(config, 'FunctionName'), config.stack, templates);
    const role = fn && namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
    const stop = namedBy(
      propertyOf(config, 'DestinationConfig', 'OnFailure', 'Destination'),
      config.stack,
      templates,
    );
    return role && stop && allows(statementsOfRole(role, templates), 'sqs:SendMessage', stop, role, templates)
      ? []
      : [`${nameOfResource(config)}: failed calls cannot be put aside`];
  }),
  ...resourcesIn(templates, 'AWS::Scheduler::Schedule').flatMap((schedule) =>
    faultsOfSchedule(schedule, templates),
  ),
  ...resourcesIn(templates, 'AWS::Events::Rule').flatMap((rule) => faultsOfRule(rule, templates)),
];

function faultsOfSchedule(schedule: Found, templates: Templates): string[] {
  const fn = namedBy(propertyOf(schedule, 'Target', 'Arn'), schedule.stack, templates);
  const role = namedBy(propertyOf(schedule, 'Target', 'RoleArn'), schedule.stack, templates);
  const stop = namedBy(propertyOf(schedule, 'Target', 'DeadLetterConfig', 'Arn'), schedule.stack, templates);
  const statements = role ? statementsOfRole(role, templates) : [];
  const faults: string[] = [];
  if (!fn || !role || !allows(statements, 'lambda:InvokeFunction', fn, role, templates))
    faults.push('may not invoke its function');
  if (!stop || !role || !allows(statements, 'sqs:SendMessage', stop, role, templates))
    faults.push('drops runs that it cannot deliver');
  if (
    propertyOf(schedule, 'Target', 'RetryPolicy', 'MaximumEventAgeInSeconds') === undefined ||
    propertyOf(schedule, 'Target', 'RetryPolicy', 'MaximumRetryAttempts') === undefined
  ) {
    faults.push('tries for a day, long after the next run');
  }
  if (
    !/^\{"task":"[a-z-]+","scheduledAt":"<aws\.scheduler\.scheduled-time>"\}$/.test(
      shown(propertyOf(schedule, 'Target', 'Input') ?? ''),
    )
  ) {
    faults.push('does not say which task it is for and when');
  }
  return faults.map((fault) => `${nameOfResource(schedule)} ${fault}`);
}

function faultsOfRule(rule: Found, templates: Templates): string[] {
  const targets = listOf<{ Arn: unknown; DeadLetterConfig?: { Arn: unknown } }>(propertyOf(rule, 'Targets'));
  const faults = targets.flatMap((target) => {
    const fn = namedBy(target.Arn, rule.stack, templates);
    const stop = namedBy(target.DeadLetterConfig?.Arn, rule.stack, templates);
    const mayInvoke = resourcesIn(templates, 'AWS::Lambda::Permission').some(
      (permission) =>
        propertyOf(permission, 'Principal') === 'events.amazonaws.com' &&
        propertyOf(permission, 'Action') === 'lambda:InvokeFunction' &&
        isSame(namedBy(propertyOf(permission, 'FunctionName'), permission.stack, templates), fn) &&
        isSame(namedBy(propertyOf(permission, 'SourceArn'), permission.stack, templates), rule),
    );
    const maySend =
      stop &&
      resourcesIn(templates, 'AWS::SQS::QueuePolicy').some((policy) =>
        statementsOf(policy).some(
          (statement) =>
            JSON.stringify(statement.Principal ?? '').includes('events.amazonaws.com') &&
            allows([statement], 'sqs:SendMessage', stop, policy, templates) &&
            JSON.stringify(statement.Condition ?? {}).includes(rule.id),
        ),
      );
    return [
      ...(mayInvoke ? [] : ['may not invoke its function']),
      ...(maySend ? [] : ['drops events that it cannot deliver']),
    ];
  });
  return [...(targets.length === 0 ? ['has no target'] : []), ...faults].map(
    (fault) => `${nameOfResource(rule)} ${fault}`,
  );
}

/** What follows an API's id in the address of a permission: any stage, any method or one, and a path. */
const CALLS = /^\/(\*|\$default)\/(\*|[A-Z]+)\/(\*|[a-z].*)$/;

/** Permissions let a service in for a source of ours, never for any: a rule, or routes of one API. */
export const permissionsNameTheirSource: Rule = (templates) =>
  resourcesIn(templates, 'AWS::Lambda::Permission')
    .filter((permission) => {
      const source = propertyOf(permission, 'SourceArn');
      const principal = shown(propertyOf(permission, 'Principal') ?? '');
      if (propertyOf(permission, 'Action') !== 'lambda:InvokeFunction') return true;
      const types = allNamedBy(source, permission.stack, templates).map(({ Type }) => Type);
      if (principal === 'events.amazonaws.com') return types.join() !== 'AWS::Events::Rule';
      const address = (source as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1];
      return (
        principal !== 'apigateway.amazonaws.com' ||
        types.join() !== 'AWS::ApiGatewayV2::Api' ||
        !CALLS.test(shown(address?.at(-1)))
      );
    })
    .map((permission) => `${nameOfResource(permission)} lets more than one source of ours in`);

/** Every function is woken by something, and what is woken without an answer puts aside what fails. */
export const functionsAreWoken: Rule = (templates) =>
  ownFunctions(templates).flatMap((fn) => {
    const named = (type: string, ...path: readonly string[]) =>
      resourcesIn(templates, type).some((one) =>
        allNamedBy(propertyOf(one, ...path), one.stack, templates).some((target) =>
          isSame(functionNamedBy({ Ref: target.id }, target.stack, templates), fn),
        ),
      );
    const unanswered = named('AWS::Scheduler::Schedule', 'Target') || named('AWS::Events::Rule', 'Targets');
    const woken =
      unanswered ||
      named('AWS::Lambda::EventSourceMapping', 'FunctionName') ||
      named('AWS::ApiGatewayV2::Integration', 'IntegrationUri');
    const faults: string[] = [];
    if (!woken) faults.push(`${nameOfResource(fn)} is woken by nothing`);
    if (fn.variables['POWERTOOLS_SERVICE_NAME'] === 'read-invocation-logs' && !logIsWritten(templates)) {
      faults.push(`${nameOfResource(fn)} reads a log that nothing turns on, or that Bedrock may not write`);
    }
    const parts = shown(fn.variables[ENVIRONMENT.ownParts] ?? '');
    if (
      parts !== '' &&
      !ownFunctions(templates).some((other) => parts.includes(String(propertyOf(other, 'FunctionName'))))
    ) {
      faults.push(`${nameOfResource(fn)} reads metrics of a function of the API that has another name`);
    }
    if (unanswered && !named('AWS::Lambda::EventInvokeConfig', 'FunctionName'))
      faults.push(`${nameOfResource(fn)} drops calls that fail to the end`);
    return faults;
  });

function logIsWritten(templates: Templates): boolean {
  const mayWrite = resourcesIn(templates, 'AWS::S3::BucketPolicy')
    .flatMap(statementsOf)
    .some(
      ({ Effect, Action, Principal }) =>
        Effect === 'Allow' &&
        listOf(Action).includes('s3:PutObject') &&
        JSON.stringify(Principal ?? '').includes('bedrock.amazonaws.com'),
    );
  return mayWrite && resourcesIn(templates, 'Custom::BedrockInvocationLogging').length === 1;
}

/** Functions write where their log group is, which ends. */
export const functionsMayLog: Rule = (templates) =>
  ownFunctions(templates).flatMap((fn) => {
    const group = namedBy(propertyOf(fn, 'LoggingConfig', 'LogGroup'), fn.stack, templates);
    const role = namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
    const may =
      group &&
      role &&
      ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
        allows(statementsOfRole(role, templates), action, group, role, templates),
      );
    return may ? [] : [`${nameOfResource(fn)} may not write its log`];
  });

/** Plain HTTP is refused by the policy of every queue, topic and bucket. */
export const storesTakeTlsAlone: Rule = (templates) =>
  [
    ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
    ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
  ].flatMap(([type = '', policyType = '', property = '']) =>
    resourcesIn(templates, type)
      .filter(
        (store) =>
          !resourcesIn(templates, policyType)
            .filter((policy) =>
              listOf(propertyOf(policy, property)).some((value) =>
                isSame(namedBy(value, policy.stack, templates), store),
              ),
            )
            .flatMap(statementsOf)
            .some(refusesPlainHttp),
      )
      .map((store) => `${nameOfResource(store)} takes plain HTTP`),
  );

function refusesPlainHttp({ Effect, Action, Principal, Resource, Condition }: Statement): boolean {
  return (
    Effect === 'Deny' &&
    /^(sqs:\*|s3:\*|sns:Publish)$/.test(shown(Action)) &&
    JSON.stringify(Principal ?? '').includes('"*"') &&
    listOf(Resource).length > 0 &&
    JSON.stringify(Condition ?? '') === '{"Bool":{"aws:SecureTransport":"false"}}' &&
    (shown(Action) !== 's3:*' || listOf(Resource).length === 2)
  );
}

/** What a policy of a queue, topic or bucket is for. */
const GUARDED = [
  ['AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SNS::TopicPolicy', 'Topics'],
  ['AWS::S3::BucketPolicy', 'Bucket'],
] as const;

/** A policy on a store names that store and no other, in today's language of policies; CloudFront may read what it shows. */
export const policiesNameTheirOwn: Rule = (templates) => [
  ...GUARDED.flatMap(([type, property]) =>
    resourcesIn(templates, type).flatMap((policy) => {
      const stores = listOf(propertyOf(policy, property)).flatMap(
        (value) => namedBy(value, policy.stack, templates) ?? [],
      );
      return statementsOf(policy)
        .filter(
          ({ Resource }) =>
            listOf(Resource).length === 0 ||
            listOf(Resource).some(
              (value) =>
                !allNamedBy(value, policy.stack, templates).some((one) =>
                  stores.some((store) => isSame(store, one)),
                ),
            ),
        )
        .map(() => `${nameOfResource(policy)} has a statement about something else`);
    }),
  ),
  ...resourcesIn(templates)
    .flatMap((found) =>
      ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'].map((name) => ({
        found,
        document: propertyOf(found, name) as { Version?: unknown } | undefined,
      })),
    )
    .filter(({ document }) => document !== undefined && document.Version !== '2012-10-17')
    .map(({ found }) => `${nameOfResource(found)} is in the policy language of 2008`),
  ...resourcesIn(templates, 'AWS::CloudFront::Distribution').flatMap((distribution) => {
    const reads = resourcesIn(templates, 'AWS::S3::BucketPolicy').some((policy) =>
      statementsOf(policy).some(
        ({ Effect, Action, Principal, Condition }) =>
          Effect === 'Allow' &&
          listOf(Action).includes('s3:GetObject') &&
          JSON.stringify(Principal ?? '').includes('cloudfront.amazonaws.com') &&
          JSON.stringify(Condition ?? '').includes(distribution.id),
      ),
    );
    return reads ? [] : [`${nameOfResource(distribution)} may not read its bucket`];
  }),
];
