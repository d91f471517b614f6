import { STACK_OUTPUT } from '../../../contracts/stack-outputs.ts';
import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { ACCESS_PARAMETER } from '../../../lib/constructs/shared-value.ts';
import { placeOf } from './place.ts';
import { ownFunctions } from './roles.ts';
import {
  allNamedBy,
  isSame,
  joinedText,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type StackTemplate,
  statementsOfRole,
  type Templates,
} from './templates.ts';

/** What an output or parameter leads to: logical ids without hashes, and attributes, none for what `Ref` answers. */
const LEADS: Readonly<Record<string, string>> = {
  [STACK_OUTPUT.tableName]: 'LedgerTable',
  [STACK_OUTPUT.bucketName]: 'FilesBucket',
  [STACK_OUTPUT.usageQueueUrl]: 'UsageQueue',
  [STACK_OUTPUT.usageQueueArn]: 'UsageQueue.Arn',
  [STACK_OUTPUT.usageDeadLettersUrl]: 'UsageDeadLetters',
  [STACK_OUTPUT.usageDeadLettersArn]: 'UsageDeadLetters.Arn',
  [STACK_OUTPUT.streamFailuresUrl]: 'UsageAggregationFailures',
  [STACK_OUTPUT.jobDeadLettersUrl]: 'JobsDeadLetters',
  [STACK_OUTPUT.undeliveredUrl]: 'UndeliveredQueue',
  [STACK_OUTPUT.alarmTopicArn]: 'AlarmTopic',
  [STACK_OUTPUT.mailRecords]: [1, 2, 3]
    .map((n) => `ChannelsIdentity.DkimDNSTokenName${n}   ChannelsIdentity.DkimDNSTokenValue${n}`)
    .join(' '),
  [STACK_OUTPUT.apiUrl]: 'ReadApi.ApiEndpoint /cost-tracking',
  [STACK_OUTPUT.dashboardUrl]: 'https:// DashboardDistribution.DomainName',
  [STACK_OUTPUT.userPoolId]: 'TokensUserPool',
  [STACK_OUTPUT.tokenClientId]: 'TokensUserPoolClient',
  [ACCESS_PARAMETER.usageQueueUrl]: 'UsageQueue',
  [ACCESS_PARAMETER.usageQueueArn]: 'UsageQueue.Arn',
  [ACCESS_PARAMETER.ledgerKeyArn]: 'Key.Arn',
  [ACCESS_PARAMETER.apiUrl]: 'ReadApi.ApiEndpoint /cost-tracking',
  [ACCESS_PARAMETER.apiId]: 'ReadApi',
  'usage-queue-name': 'UsageQueue.QueueName',
  'usage-dead-letters-name': 'UsageDeadLetters.QueueName',
  'secret-key-arn': 'ChannelsSecretKey.Arn',
  'user-key-arn': 'UsersKey.Arn',
  'table-stream-arn': 'LedgerTable.StreamArn',
  'shown-job-queue': 'JobsQueue.QueueName',
  'shown-job-dead-letters': 'JobsDeadLetters.QueueName',
  'shown-stream-failures': 'UsageAggregationFailures.QueueName',
  'shown-undelivered-calls': 'UndeliveredQueue.QueueName',
};

/** A value as `LEADS` writes it, without the hashes that CDK ends logical ids with. */
function leadOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = (value ?? {}) as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (join) return join[1].map(leadOf).join(' ');
  const [id = '', name] = attribute ?? [Ref];
  return `${withoutHash(id)}${name === undefined ? '' : `.${name}`}`;
}

function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

/** Outputs, exports, parameters and variables lead to what they are called by. */
export const namesLeadToTheirOwn: Rule = (templates) => [
  ...templates.flatMap(({ name: stack, Outputs = {}, Parameters = {} }) => [
    ...Object.entries(Outputs).flatMap(([name, { Value, Export }]) => {
      const wanted = Export ? undefined : LEADS[name];
      const lead = leadOf(Value);
      const isOwn = Export ? isExportOf(name, Value) : wanted === undefined || lead === wanted;
      return isOwn ? [] : [`the output ${name} of ${stack} leads to ${lead}`];
    }),
    ...Object.entries(Parameters)
      .filter(
        ([id, { Type, Default }]) =>
          Type.startsWith('AWS::SSM::Parameter') &&
          !id.startsWith(`SsmParameterValue${shown(Default ?? '').replaceAll(/[^a-z0-9]/gi, '')}`),
      )
      .map(([id]) => `${stack} reads ${id} from a parameter of another name`),
  ]),
  ...resourcesIn(templates, 'AWS::SSM::Parameter').flatMap((parameter) => {
    const name = shown(propertyOf(parameter, 'Name')).split('/').at(-1) ?? '';
    const lead = leadOf(propertyOf(parameter, 'Value'));
    const shownFunction = ownFunctions(templates).find(
      ({ variables }) => name === `shown-${String(variables['POWERTOOLS_SERVICE_NAME'])}`,
    );
    const wanted =
      LEADS[name] ?? (shownFunction && withoutHash(shownFunction.id)) ?? signInOf(name, templates);
    if (wanted === undefined)
      return [`${nameOfResource(parameter)} is a parameter of an unknown name ${name}`];
    return lead === wanted
      ? []
      : [`${nameOfResource(parameter)} (${name}) leads to ${lead}, not to ${wanted}`];
  }),
];

/** CDK names an export by what it leads to. */
function isExportOf(name: string, value: unknown): boolean {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  if (Ref !== undefined) return name.startsWith(`ExportsOutputRef${Ref}`);
  return attribute !== undefined && name.startsWith(`ExportsOutputFnGetAtt${attribute.join('')}`);
}

/** Who issues tokens to the page, and to which client: the authorizer's issuer, and one that it takes. */
function signInOf(name: string, templates: Templates): string | undefined {
  const [authorizer] = resourcesIn(templates, 'AWS::ApiGatewayV2::Authorizer');
  if (!authorizer) return undefined;
  const audience = listOf(propertyOf(authorizer, 'JwtConfiguration', 'Audience'));
  if (name === 'sign-in-issuer') return leadOf(propertyOf(authorizer, 'JwtConfiguration', 'Issuer'));
  return name === 'sign-in-client-id' ? leadOf(audience.at(-1)) : undefined;
}

/** Variables of each function that lead somewhere: how the logical id begins. */
const VARIABLES: Readonly<Record<string, string>> = {
  [ENVIRONMENT.tableName]: 'LedgerTable',
  [ENVIRONMENT.bucketName]: 'FilesBucket',
  [ENVIRONMENT.usageQueueUrl]: 'UsageQueue',
  [ENVIRONMENT.jobQueueUrl]: 'JobsQueue',
  [ENVIRONMENT.eventBusName]: 'ChannelsBus',
  [ENVIRONMENT.dashboardUrl]: 'DashboardDistribution',
  [ENVIRONMENT.secretKeyId]: 'ChannelsSecretKey',
  [ENVIRONMENT.userKeyId]: 'UsersKey',
};

/** Variables that are written out. */
const WRITTEN: Readonly<Record<string, RegExp>> = {
  POWERTOOLS_LOG_LEVEL: /^(DEBUG|INFO|WARN|ERROR)$/,
  POWERTOOLS_SERVICE_NAME: /^[a-z]+(-[a-z]+)*$/,
  [ENVIRONMENT.mailSender]: /^[^@\s<>]+@[^@\s<>]+\.[a-z]+$/,
  [ENVIRONMENT.ownParts]: /^\{/,
};

/** Each function is told what it reads and nothing else, and of its own stage; all are told the same settings. */
export const functionsAreToldTheirStage: Rule = (templates) => {
  const { stage } = placeOf(templates);
  const functions = ownFunctions(templates).filter(({ variables }) => Object.keys(variables).length > 0);
  const told = (name: string) =>
    new Set(functions.flatMap(({ variables }) => variables[name] ?? []).map(shown));
  const twofold = [ENVIRONMENT.ledgerSettings, 'POWERTOOLS_LOG_LEVEL', ENVIRONMENT.mailSender].filter(
    (name) => told(name).size > 1,
  );
  const services = functions.map(({ variables }) => shown(variables['POWERTOOLS_SERVICE_NAME']));
  const fixed: Readonly<Record<string, string>> = {
    [ENVIRONMENT.stage]: stage,
    POWERTOOLS_METRICS_NAMESPACE: `Costkeeper-${stage}`,
  };
  return [
    ...twofold.map((name) => `functions are told different values of ${name}`),
    ...(new Set(services).size === services.length ? [] : ['two functions have one service name']),
    ...functions.flatMap((fn) =>
      Object.entries(fn.variables)
        .filter(([name, value]) =>
          name in fixed ? value !== fixed[name] : !isTold(name, value, fn, templates),
        )
        .map(([name, value]) => `${nameOfResource(fn)} is told ${name} = ${shown(value)}`),
    ),
  ];
};

function isTold(
  name: string,
  value: unknown,
  fn: ReturnType<typeof ownFunctions>[number],
  templates: Templates,
): boolean {
  if (name === ENVIRONMENT.ledgerSettings) return areSettings(value);
  if (name === 'POWERTOOLS_SERVICE_NAME' && !fn.id.toLowerCase().includes(shown(value).replaceAll('-', '')))
    return false;
  const written = WRITTEN[name];
  if (written) return written.test(joinedText(value));
  const prefix = VARIABLES[name];
  if (prefix === undefined) return false;
  if (name === ENVIRONMENT.tableName && typeof value === 'string') return isRestored(value, fn, templates);
  return allNamedBy(value, fn.stack, templates).some(({ id }) => id.startsWith(prefix));
}

/** A restored table is named by its text, in the variable and in the right to use it. */
function isRestored(
  name: string,
  fn: { readonly stack: StackTemplate; readonly Type: string; readonly id: string },
  templates: Templates,
): boolean {
  const role = resourcesIn(templates, 'AWS::IAM::Role').find((one) =>
    isSame(one, namedBy(propertyOf(fn, 'Role'), fn.stack, templates)),
  );
  return role !== undefined && JSON.stringify(statementsOfRole(role, templates)).includes(`:table/${name}"`);
}

function areSettings(value: unknown): boolean {
  if (typeof value !== 'string' || !value.startsWith('{') || !value.endsWith('}')) return false;
  const settings = JSON.parse(value) as object;
  return (
    Object.keys(settings).every((name) => name in ledgerSettingsSchema.shape) &&
    ledgerSettingsSchema.safeParse(settings).success
  );
}
