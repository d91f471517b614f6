import { STACK_OUTPUT } from '../../../contracts/stack-outputs.ts';
import { schedulePayloadSchema } from '../../../contracts/schedule-payloads.ts';
import { ACCESS_PARAMETER } from '../../../lib/constructs/shared-value.ts';
import {
  type Found,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Templates,
} from './templates.ts';

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
  'fetch-rates': /rateFeed/,
  'record-own-cost': /OWN_PARTS/,
  'alert-canary': /alertCanary\\*":true/,
};

/** Minutes between two runs at the most, of the tasks that do not run once a day. */
const MINUTES: Readonly<Record<string, number>> = {
  'check-budgets': 15,
  'push-open-marks': 15,
  'publish-spend': 60,
  'continue-erasures': 60,
  'record-own-cost': 60,
  'alert-canary': 60,
  'fetch-rates': 360,
};
const DAY = 1_440;

/** Minutes between two runs, of schedules that run as often every day; none for any other. */
function minutesBetween(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined) return Number(count) * ({ minute: 1, hour: 60, day: DAY }[unit] ?? 0);
  const [, hour] = /^cron\(\d+ (\*|\d+) \* \* \? \*\)$/.exec(expression) ?? [];
  return hour === undefined ? undefined : hour === '*' ? 60 : DAY;
}

/** A schedule runs one task, in the function that knows it, and as often as the task has to. */
function faultsOfTask(schedule: Found, templates: Templates): string[] {
  const [, task = ''] = /"task":"([a-z-]+)"/.exec(shown(propertyOf(schedule, 'Target', 'Input') ?? '')) ?? [];
  const fn = namedBy(propertyOf(schedule, 'Target', 'Arn'), schedule.stack, templates);
  const minutes = minutesBetween(shown(propertyOf(schedule, 'ScheduleExpression') ?? ''));
  const faults: string[] = [];
  if (!fn?.id.startsWith(task === 'check-budgets' ? 'BudgetWatchCheckBudgets' : 'ScheduledWork'))
    faults.push(`wakes ${fn?.id ?? 'nothing'}, which does not know ${task}`);
  if (minutes === undefined || minutes > (MINUTES[task] ?? DAY) || (task !== 'fetch-prices' && minutes < 15))
    faults.push(`runs ${task} by ${shown(propertyOf(schedule, 'ScheduleExpression'))}`);
  if (propertyOf(schedule, 'FlexibleTimeWindow', 'Mode') !== 'OFF') faults.push('runs at some time');
  return faults.map((fault) => `${nameOfResource(schedule)} ${fault}`);
}

/** Every task of the clock has its schedule, one, and as often as it has to run. */
export const tasksAreScheduled: Rule = (templates) => {
  const inputs = resourcesIn(templates, 'AWS::Scheduler::Schedule').map((schedule) =>
    shown(propertyOf(schedule, 'Target', 'Input') ?? ''),
  );
  const told = JSON.stringify(
    resourcesIn(templates, 'AWS::Lambda::Function').map(({ Properties }) => Properties?.['Environment']),
  );
  const known = [...schedulePayloadSchema.shape.task.options, 'check-budgets'];
  const missing = known
    .filter((task) => OPTIONAL_TASKS[task]?.test(told) ?? true)
    .filter((task) => !inputs.some((input) => input.includes(`"task":"${task}"`)));
  const odd = inputs.filter(
    (input, index) =>
      inputs.indexOf(input) !== index || !known.some((task) => input.includes(`"task":"${task}"`)),
  );
  return [
    ...missing.map((task) => `no schedule runs ${task}`),
    ...odd.map((input) => `a schedule runs nothing, or what another runs: ${input}`),
    ...resourcesIn(templates, 'AWS::Scheduler::Schedule').flatMap((one) => faultsOfTask(one, templates)),
    ...(has(templates, 'AWS::Cognito::UserPool') ? ['cost-admins', 'cost-readers', 'cost-writers'] : [])
      .filter(
        (name) =>
          !resourcesIn(templates, 'AWS::Cognito::UserPoolGroup').some(
            (group) => propertyOf(group, 'GroupName') === name,
          ),
      )
      .map((name) => `no group ${name}`),
    ...resourcesIn(templates, 'AWS::Cognito::UserPoolGroup')
      .map((group) => shown(propertyOf(group, 'GroupName')))
      .filter((name) => !/^cost-(admins|readers|writers)$/.test(name))
      .map((name) => `a group ${name}, which no route asks for`),
  ];
};
