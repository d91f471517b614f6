import { environmentBytes } from '../../../lib/constructs/environment-size.ts';
import {
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  statementsOf,
  type Templates,
} from './templates.ts';

/** What AWS allows, and how much of it we use at the most: room for what is added next. */
const LIMITS = {
  /** Lambda quotas: environment variables of a function together. */
  environment: { bytes: 4_096, share: 0.98 },
  /** CloudFormation quotas: a template in S3. */
  template: { bytes: 1_000_000, share: 0.5 },
  /** CloudFormation quotas: resources of a stack. */
  resources: { count: 500, share: 0.5 },
  outputs: { count: 200, share: 0.5 },
  parameters: { count: 200, share: 0.5 },
  /** IAM quotas: the inline policies of a role together, without white space. */
  inlinePolicies: { bytes: 10_240, share: 0.5 },
  /** Lambda quotas: a function's name. */
  functionName: { characters: 64 },
} as const;

interface Sized {
  readonly type: string;
  readonly path: readonly string[];
  /** Characters of a text, bytes of what is sent as JSON, or entries of a list. */
  readonly most: number;
}

/** Bounds of single properties; each from the quotas or the API reference of its service. We use half of each. */
export const SIZED: readonly Sized[] = [
  { type: 'AWS::ApiGatewayV2::Stage', path: ['AccessLogSettings', 'Format'], most: 3_072 },
  { type: 'AWS::ApiGatewayV2::Authorizer', path: ['JwtConfiguration', 'Audience'], most: 50 },
  {
    type: 'AWS::CloudFront::ResponseHeadersPolicy',
    path: [
      'ResponseHeadersPolicyConfig',
      'SecurityHeadersConfig',
      'ContentSecurityPolicy',
      'ContentSecurityPolicy',
    ],
    most: 1_783,
  },
  { type: 'AWS::CloudWatch::Alarm', path: ['AlarmDescription'], most: 1_024 },
  { type: 'AWS::CloudWatch::Alarm', path: ['AlarmName'], most: 255 },
  { type: 'AWS::CloudWatch::Alarm', path: ['Dimensions'], most: 30 },
  { type: 'AWS::Events::Rule', path: ['EventPattern'], most: 2_048 },
  { type: 'AWS::Events::Rule', path: ['Targets'], most: 5 },
  { type: 'AWS::IAM::Role', path: ['AssumeRolePolicyDocument'], most: 2_048 },
  { type: 'AWS::KMS::Key', path: ['KeyPolicy'], most: 32_768 },
  { type: 'AWS::Lambda::EventSourceMapping', path: ['FilterCriteria', 'Filters'], most: 5 },
  { type: 'AWS::S3::BucketPolicy', path: ['PolicyDocument'], most: 20_480 },
  { type: 'AWS::SNS::TopicPolicy', path: ['PolicyDocument'], most: 30_720 },
  { type: 'AWS::SQS::QueuePolicy', path: ['PolicyDocument'], most: 8_192 },
  { type: 'AWS::SSM::Parameter', path: ['Value'], most: 4_096 },
  { type: 'AWS::Scheduler::Schedule', path: ['Target', 'Input'], most: 262_144 },
];

/** Lambda quotas: the policy of a function, which its permissions make up. */
const MOST_POLICY_BYTES = 20_480;
/** API Gateway quotas: routes and integrations of an API, each. */
const MOST_ROUTES = 300;

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : shown(value).length;
}

function boundsOfProperties(templates: Templates): string[] {
  return SIZED.flatMap(({ type, path, most }) =>
    resourcesIn(templates, type).flatMap((found) => {
      const value = propertyOf(found, ...path);
      if (value === undefined) return [];
      return tooMuch(`${path.join('.')} of ${nameOfResource(found)}`, sizeOf(value), most / 2, 'of them');
    }),
  );
}

function boundsOfSums(templates: Templates): string[] {
  const permissions = Map.groupBy(resourcesIn(templates, 'AWS::Lambda::Permission'), (found) =>
    shown(propertyOf(found, 'FunctionName')),
  );
  return [
    ...[...permissions].flatMap(([fn, all]) => {
      const bytes = all.reduce((sum, { Properties }) => sum + JSON.stringify(Properties).length, 0);
      return tooMuch(`the policy of the function ${fn}`, bytes, MOST_POLICY_BYTES / 2, 'bytes');
    }),
    ...['AWS::ApiGatewayV2::Route', 'AWS::ApiGatewayV2::Integration'].flatMap((type) =>
      tooMuch('the API', resourcesIn(templates, type).length, MOST_ROUTES / 2, type),
    ),
  ];
}

/** Sums of sizes under each documented limit, with room to spare. */
export const everythingFits: Rule = (templates) => [
  ...boundsOfProperties(templates),
  ...boundsOfSums(templates),
  ...templates.flatMap(({ name, ...template }) => {
    const bytes = JSON.stringify(template).length;
    const resources = Object.keys(template.Resources).length;
    const outputs = Object.keys(template.Outputs ?? {}).length;
    const parameters = Object.keys(template.Parameters ?? {}).length;
    return [
      ...tooMuch(name, parameters, LIMITS.parameters.count * LIMITS.parameters.share, 'parameters'),
      ...tooMuch(`the template of ${name}`, bytes, LIMITS.template.bytes * LIMITS.template.share, 'bytes'),
      ...tooMuch(name, resources, LIMITS.resources.count * LIMITS.resources.share, 'resources'),
      ...tooMuch(name, outputs, LIMITS.outputs.count * LIMITS.outputs.share, 'outputs'),
    ];
  }),
  ...resourcesIn(templates, 'AWS::Lambda::Function').flatMap((fn) => {
    const variables = (propertyOf(fn, 'Environment', 'Variables') ?? {}) as Record<string, unknown>;
    const name = propertyOf(fn, 'FunctionName');
    return [
      ...tooMuch(
        `the environment of ${nameOfResource(fn)}`,
        environmentBytes(variables, (id) => fn.stack.Resources[id]?.Type),
        LIMITS.environment.bytes * LIMITS.environment.share,
        'bytes',
      ),
      ...(typeof name === 'string'
        ? tooMuch(
            `the name of ${nameOfResource(fn)}`,
            name.length,
            LIMITS.functionName.characters,
            'characters',
          )
        : []),
    ];
  }),
  ...resourcesIn(templates, 'AWS::IAM::Policy').flatMap((policy) =>
    tooMuch(
      nameOfResource(policy),
      JSON.stringify(statementsOf(policy)).length,
      LIMITS.inlinePolicies.bytes * LIMITS.inlinePolicies.share,
      'bytes',
    ),
  ),
];

function tooMuch(what: string, size: number, most: number, unit: string): string[] {
  return size > most ? [`${what} has ${size} ${unit}; we use ${most} at the most`] : [];
}
