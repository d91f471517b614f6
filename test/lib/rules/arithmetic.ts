import {
  functionNamedBy,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
} from './templates.ts';

/**
 * Windows, batches, time-outs and visibility that fit each other. Sources: AWS Lambda, "Using Lambda with Amazon SQS"
 * (visibility of six time-outs and the window; a window for batches above 10; 2 to 1,000 at once; at most 10,000 a
 * batch) and "Using Lambda with DynamoDB" (at most 10,000 a batch, a window of at most 300 s).
 */
export const eventSourcesFitTheirFunction: Rule = (templates) =>
  resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const source = namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates);
    const fn = functionNamedBy(propertyOf(mapping, 'FunctionName'), mapping.stack, templates);
    const number = (name: string, otherwise: number) => Number(propertyOf(mapping, name) ?? otherwise);
    const window = number('MaximumBatchingWindowInSeconds', 0);
    const batch = number('BatchSize', 10);
    const name = nameOfResource(mapping);
    const faults: string[] = [];
    if (window > 300) faults.push(`${name} waits ${window} s, and 300 is the most`);
    if (batch > 10_000) faults.push(`${name} takes ${batch} at once, and 10,000 is the most`);
    if (source?.Type !== 'AWS::SQS::Queue' || !fn) return faults;
    const timeout = Number(propertyOf(fn, 'Timeout') ?? 3);
    const visibility = Number(propertyOf(source, 'VisibilityTimeout') ?? 30);
    if (visibility < 6 * timeout + window) {
      faults.push(
        `${nameOfResource(source)} hides a message for ${visibility} s; six time-outs and the window are ${6 * timeout + window}`,
      );
    }
    if (visibility > 2 * (6 * timeout + window))
      faults.push(`${nameOfResource(source)} tries a message again only after ${visibility} s`);
    if (batch > 10 && window < 1)
      faults.push(`${name} takes ${batch} at once, which needs a window of a second or more`);
    const most = Number(propertyOf(mapping, 'ScalingConfig', 'MaximumConcurrency') ?? 2);
    if (most < 2 || most > 1000) faults.push(`${name} runs ${most} at once; 2 to 1,000 can be asked for`);
    return faults;
  });

/** The function answers before the gateway gives up, and the gateway's own longest wait is 30 s. */
export const functionsAnswerInTime: Rule = (templates) =>
  resourcesIn(templates, 'AWS::ApiGatewayV2::Integration').flatMap((integration) => {
    const fn = functionNamedBy(propertyOf(integration, 'IntegrationUri'), integration.stack, templates);
    const wait = Number(propertyOf(integration, 'TimeoutInMillis') ?? 30_000);
    const faults =
      wait > 30_000 || wait < 50
        ? [`${nameOfResource(integration)} waits ${wait} ms; 50 to 30,000 are allowed`]
        : [];
    if (fn && Number(propertyOf(fn, 'Timeout') ?? 3) * 1000 >= wait) {
      faults.push(`${nameOfResource(fn)} may take longer than the gateway waits`);
    }
    return faults;
  });

const MONTHS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

interface Range {
  readonly type: string;
  readonly path: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Ranges of numbers that CloudFormation's specification does not carry; each from its service's API reference. */
const RANGES: readonly Range[] = [
  { type: 'AWS::ApiGatewayV2::Api', path: ['CorsConfiguration', 'MaxAge'], from: 600, to: 86_400 },
  // Quotas of an account and region, unless it asks for more.
  {
    type: 'AWS::ApiGatewayV2::Stage',
    path: ['DefaultRouteSettings', 'ThrottlingRateLimit'],
    from: 1,
    to: 10_000,
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    path: ['DefaultRouteSettings', 'ThrottlingBurstLimit'],
    from: 1,
    to: 5_000,
  },
  {
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    path: [
      'ResponseHeadersPolicyConfig',
      'SecurityHeadersConfig',
      'StrictTransportSecurity',
      'AccessControlMaxAgeSec',
    ],
    from: 31_536_000,
    to: 63_072_000,
  },
  { type: 'AWS::CloudWatch::Alarm', path: ['EvaluationPeriods'], from: 1, to: 3 },
  // Records of a stream are there for a day.
  { type: 'AWS::Lambda::EventSourceMapping', path: ['MaximumRecordAgeInSeconds'], from: 3600, to: 86_400 },
  { type: 'AWS::Lambda::Function', path: ['Timeout'], from: 1, to: 900 },
  { type: 'AWS::Lambda::Function', path: ['MemorySize'], from: 128, to: 10_240 },
  { type: 'AWS::SQS::Queue', path: ['VisibilityTimeout'], from: 0, to: 43_200 },
  { type: 'AWS::SQS::Queue', path: ['MessageRetentionPeriod'], from: 60, to: 1_209_600 },
  { type: 'AWS::SQS::Queue', path: ['RedrivePolicy', 'maxReceiveCount'], from: 1, to: 1000 },
  { type: 'AWS::Lambda::EventInvokeConfig', path: ['MaximumRetryAttempts'], from: 1, to: 2 },
  { type: 'AWS::Lambda::EventInvokeConfig', path: ['MaximumEventAgeInSeconds'], from: 60, to: 21_600 },
  {
    type: 'AWS::Scheduler::Schedule',
    // 0 would leave a run to the next one at the first error.
    path: ['Target', 'RetryPolicy', 'MaximumRetryAttempts'],
    from: 1,
    to: 185,
  },
  {
    type: 'AWS::Scheduler::Schedule',
    path: ['Target', 'RetryPolicy', 'MaximumEventAgeInSeconds'],
    from: 60,
    to: 86_400,
  },
  {
    type: 'AWS::Cognito::UserPool',
    path: ['Policies', 'PasswordPolicy', 'TemporaryPasswordValidityDays'],
    from: 1,
    to: 7,
  },
  { type: 'AWS::KMS::Key', path: ['PendingWindowInDays'], from: 7, to: 30 },
  { type: 'AWS::Cognito::UserPool', path: ['Policies', 'PasswordPolicy', 'MinimumLength'], from: 6, to: 99 },
];

interface Choice {
  readonly type: string;
  readonly path: readonly string[];
  readonly of: readonly string[];
}

/** Words that the services take, for the types in use. */
const CHOICES: readonly Choice[] = [
  {
    type: 'AWS::Lambda::Function',
    path: ['Runtime'],
    of: ['nodejs22.x', 'nodejs24.x', 'python3.13', 'python3.14'],
  },
  { type: 'AWS::Lambda::Function', path: ['RecursiveLoop'], of: ['Allow', 'Terminate'] },
  { type: 'AWS::Lambda::EventSourceMapping', path: ['StartingPosition'], of: ['TRIM_HORIZON', 'LATEST'] },
  { type: 'AWS::DynamoDB::GlobalTable', path: ['BillingMode'], of: ['PAY_PER_REQUEST', 'PROVISIONED'] },
  {
    type: 'AWS::DynamoDB::GlobalTable',
    path: ['StreamSpecification', 'StreamViewType'],
    of: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'],
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    path: ['TreatMissingData'],
    of: ['breaching', 'notBreaching', 'ignore', 'missing'],
  },
  { type: 'AWS::ApiGatewayV2::Route', path: ['AuthorizationType'], of: ['NONE', 'JWT', 'AWS_IAM', 'CUSTOM'] },
  { type: 'AWS::KMS::Key', path: ['KeySpec'], of: ['SYMMETRIC_DEFAULT', 'HMAC_256'] },
  { type: 'AWS::Scheduler::Schedule', path: ['FlexibleTimeWindow', 'Mode'], of: ['OFF', 'FLEXIBLE'] },
];

/** Numbers in their range and words that are known. */
export const valuesAreAllowed: Rule = (templates) => [
  ...RANGES.flatMap(({ type, path, from, to }) =>
    resourcesIn(templates, type).flatMap((found) => {
      const value = propertyOf(found, ...path);
      return value === undefined || (Number(value) >= from && Number(value) <= to)
        ? []
        : [`${nameOfResource(found)}: ${path.join('.')} is ${shown(value)}; ${from} to ${to} are allowed`];
    }),
  ),
  ...CHOICES.flatMap(({ type, path, of }) =>
    resourcesIn(templates, type).flatMap((found) => {
      const value = propertyOf(found, ...path);
      return value === undefined || of.includes(shown(value))
        ? []
        : [
            `${nameOfResource(found)}: ${path.join('.')} is ${shown(value)}; one of ${of.join(', ')} is allowed`,
          ];
    }),
  ),
  ...resourcesIn(templates, 'AWS::Logs::LogGroup').flatMap((group) => {
    const days = propertyOf(group, 'RetentionInDays');
    if (days === undefined) return [`${nameOfResource(group)} keeps its lines for ever`];
    return MONTHS.has(Number(days))
      ? []
      : [`${nameOfResource(group)}: CloudWatch keeps no lines for ${shown(days)} days`];
  }),
  ...resourcesIn(templates, 'AWS::Scheduler::Schedule').flatMap((schedule) => {
    const expression = shown(propertyOf(schedule, 'ScheduleExpression'));
    return /^(rate\([1-9]\d* (minute|minutes|hour|hours|day|days)\)|cron\((\S+ ){5}\S+\)|at\(.+\))$/.test(
      expression,
    )
      ? []
      : [`${nameOfResource(schedule)}: ${expression} is no schedule`];
  }),
  ...resourcesIn(templates, 'AWS::ApiGatewayV2::Api').flatMap((api) =>
    listOf(propertyOf(api, 'CorsConfiguration', 'AllowOrigins')).includes('*') &&
    propertyOf(api, 'CorsConfiguration', 'AllowCredentials') === true
      ? [`${nameOfResource(api)}: credentials cannot be allowed from every origin`]
      : [],
  ),
];
