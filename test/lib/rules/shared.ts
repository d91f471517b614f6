import { STACK_OUTPUT } from '../../../contracts/stack-outputs.ts';
import { schedulePayloadSchema } from '../../../contracts/schedule-payloads.ts';
import { ACCESS_PARAMETER } from '../../../lib/constructs/shared-value.ts';
import { propertyOf, resourcesIn, type Rule, shown, type Templates } from './templates.ts';

function has(templates: Templates, type: string): boolean {
  return resourcesIn(templates, type).length > 0;
}

/** Outputs that only an option brings, by what it brings. */
const OPTIONAL_OUTPUTS: Readonly<Record<string, string>> = {
  [STACK_OUTPUT.mailRecords]: 'AWS::SES::EmailIdentity',
  [STACK_OUTPUT.dashboardUrl]: 'AWS::CloudFront::Distribution',
  [STACK_OUTPUT.userPoolId]: 'AWS::Cognito::UserPool',
  [STACK_OUTPUT.tokenClientId]: 'AWS::Cognito::UserPool',
};

/** Every output of the contract is there, with what to do with it. */
export const outputsAreTold: Rule = (templates) =>
  Object.values(STACK_OUTPUT).flatMap((name) => {
    const found = templates.flatMap(({ Outputs = {} }) => Outputs[name] ?? []);
    const type = OPTIONAL_OUTPUTS[name];
    if (found.length === 0)
      return type !== undefined && !has(templates, type) ? [] : [`no stack tells ${name}`];
    return found.every(({ Description }) => typeof Description === 'string' && Description.length > 20)
      ? []
      : [`${name} does not say what to do with it`];
  });

/** A parameter that a stack reads is written by another of the stage, and what applications read is there. */
export const parametersAreWritten: Rule = (templates) => {
  const written = resourcesIn(templates, 'AWS::SSM::Parameter');
  const names = new Set(written.map((parameter) => shown(propertyOf(parameter, 'Name'))));
  const read = templates.flatMap(({ Parameters = {} }) =>
    Object.values(Parameters).flatMap(({ Type, Default }) =>
      Type.startsWith('AWS::SSM::Parameter') ? [shown(Default ?? '')] : [],
    ),
  );
  const stage = /^\/costkeeper\/[a-z0-9-]+\//.exec([...names][0] ?? '')?.[0] ?? '/costkeeper/';
  const offered = Object.values(ACCESS_PARAMETER)
    .filter(
      (name) =>
        name !== ACCESS_PARAMETER.ledgerKeyArn ||
        JSON.stringify(resourcesIn(templates, 'AWS::KMS::Key')).includes('Encrypts the Costkeeper ledger'),
    )
    .map((name) => `${stage}${name}`);
  return [
    ...[...read, ...offered].filter((name) => !names.has(name)).map((name) => `no stack writes ${name}`),
    ...written
      .filter(
        (parameter) =>
          propertyOf(parameter, 'Type') !== 'String' ||
          ['Value', 'Name'].some((name) => propertyOf(parameter, name) === undefined),
      )
      .map((parameter) => `${parameter.id} has no text`),
  ];
};

/** Tasks that an option brings, and how the functions are told of it. */
const OPTIONAL_TASKS: Readonly<Record<string, RegExp>> = {
  'fetch-prices': /priceFeed/,
  'record-own-cost': /OWN_PARTS/,
  'alert-canary': /alertCanary\\*":true/,
};

/** Every task of the clock has its schedule. */
export const tasksAreScheduled: Rule = (templates) => {
  const inputs = resourcesIn(templates, 'AWS::Scheduler::Schedule').map((schedule) =>
    shown(propertyOf(schedule, 'Target', 'Input') ?? ''),
  );
  const told = JSON.stringify(
    resourcesIn(templates, 'AWS::Lambda::Function').map(({ Properties }) => Properties?.['Environment']),
  );
  const missing = [...schedulePayloadSchema.shape.task.options, 'check-budgets']
    .filter((task) => OPTIONAL_TASKS[task]?.test(told) ?? true)
    .filter((task) => !inputs.some((input) => input.includes(`"task":"${task}"`)));
  return [
    ...missing.map((task) => `no schedule runs ${task}`),
    ...(has(templates, 'AWS::Cognito::UserPool') ? ['cost-admins', 'cost-readers', 'cost-writers'] : [])
      .filter(
        (name) =>
          !resourcesIn(templates, 'AWS::Cognito::UserPoolGroup').some(
            (group) => propertyOf(group, 'GroupName') === name,
          ),
      )
      .map((name) => `no group ${name}`),
  ];
};
