import { readFileSync } from 'node:fs';
import { ownFunctions } from './roles.ts';
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
  shown,
  type Templates,
} from './templates.ts';

const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
/** Headings of the runbook's part about alarms, each with the severity that its section begins with. */
const SEVERITIES = new Map(
  (runbook.split(/^## Alarms$/m)[1] ?? '')
    .split(/^## /m)[0]
    ?.split(/^### /m)
    .slice(1)
    .map((section) => [
      section.split('\n')[0] ?? '',
      /^\*\*Severity\.\*\* (High|Medium)\.$/m.exec(section)?.[1]?.toLowerCase(),
    ]),
);
const HEADINGS = [...SEVERITIES.keys()];

function alarmName(alarm: Found): string {
  return shown(propertyOf(alarm, 'AlarmName')).replace(/^costkeeper-[a-z0-9]+-/, '');
}

/** Alarms that only an option brings: the heading is there, the alarm with what it watches. */
function isOptional(heading: string, templates: Templates): boolean {
  const feed = heading.startsWith('price-') ? 'fetch-prices' : 'fetch-rates';
  if (heading.startsWith('price-') || heading.startsWith('exchange-rates-'))
    return !JSON.stringify(
      resourcesIn(templates, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties),
    ).includes(feed);
  if (heading.endsWith('-rollout')) return resourcesIn(templates, 'AWS::Lambda::Alias').length === 0;
  const [, service] = /^(.+)-(errors|throttles)$/.exec(heading) ?? [];
  if (service === undefined || service === 'api-server') return false;
  // All functions have theirs, or none has.
  const others = resourcesIn(templates, 'AWS::CloudWatch::Alarm').map(alarmName);
  if (!others.some((name) => /(?<!^api-server)-(errors|throttles)$/.test(name))) return true;
  return !ownFunctions(templates).some(({ variables }) => variables['POWERTOOLS_SERVICE_NAME'] === service);
}

/** Each heading of the runbook has its alarm, each alarm its heading, its severity and where to read on. */
export const alarmsAreThoseOfTheRunbook: Rule = (templates) => {
  const alarms = resourcesIn(templates, 'AWS::CloudWatch::Alarm');
  const names = alarms.map(alarmName);
  return [
    ...HEADINGS.filter((heading) => !names.includes(heading) && !isOptional(heading, templates)).map(
      (heading) => `no alarm ${heading}, which docs/runbook.md explains`,
    ),
    ...alarms
      .filter((alarm) => {
        const name = alarmName(alarm);
        const text = shown(propertyOf(alarm, 'AlarmDescription') ?? '');
        return (
          !/^[A-Z]/.test(text.replace(`[${SEVERITIES.get(name)}] `, '')) ||
          !text.endsWith(`docs/runbook.md#${name}`)
        );
      })
      .map(
        (alarm) =>
          `${nameOfResource(alarm)} does not say the severity that docs/runbook.md gives it, and where that explains it`,
      ),
  ];
};

/** What an alarm looks at is there: a queue, a function, an API of the stage, or a metric of a function of ours. */
export const alarmsWatchSomething: Rule = (templates) =>
  resourcesIn(templates, 'AWS::CloudWatch::Alarm').flatMap((alarm) => {
    const namespace = shown(propertyOf(alarm, 'Namespace') ?? '');
    const dimensions = listOf<{ Name: string; Value: unknown }>(propertyOf(alarm, 'Dimensions'));
    const faults: string[] = [];
    const [dimension] = dimensions;
    const target = dimension && namedBy(dimension.Value, alarm.stack, templates);
    const [name, type] = WATCHED[namespace] ?? ['service', undefined];
    if (dimension?.Name !== name) faults.push(`has no dimension ${name}`);
    else if (type !== undefined && target?.Type !== type && typeof dimension.Value !== 'string')
      faults.push('watches nothing of the stage');
    else if (type === undefined) {
      const own = ownFunctions(templates).find(
        ({ variables }) => variables['POWERTOOLS_SERVICE_NAME'] === dimension.Value,
      );
      if (!own || own.variables['POWERTOOLS_METRICS_NAMESPACE'] !== namespace)
        faults.push('watches a metric that no function of the stage emits');
    }
    return faults.map((fault) => `${nameOfResource(alarm)} ${fault}`);
  });

const WATCHED: Readonly<Record<string, readonly [dimension: string, type: string | undefined]>> = {
  'AWS/SQS': ['QueueName', 'AWS::SQS::Queue'],
  'AWS/Lambda': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS/ApiGateway': ['ApiId', 'AWS::ApiGatewayV2::Api'],
};

/** The dashboard of a stage, where there is one, shows each alarm by its state and each function of ours. */
export const dashboardsShowTheStage: Rule = (templates) =>
  resourcesIn(templates, 'AWS::CloudWatch::Dashboard').flatMap((dashboard) => {
    const body = propertyOf(dashboard, 'DashboardBody');
    const text = JSON.stringify(body ?? '');
    const named = allNamedBy(body, dashboard.stack, templates);
    const faults: string[] = [];
    for (const alarm of resourcesIn(templates, 'AWS::CloudWatch::Alarm')) {
      if (!text.includes(`:alarm:${shown(propertyOf(alarm, 'AlarmName'))}`))
        faults.push(`does not show the alarm ${alarmName(alarm)}`);
    }
    const types = ['AWS::DynamoDB::GlobalTable', 'AWS::ApiGatewayV2::Api', 'AWS::SQS::Queue'];
    for (const one of [...ownFunctions(templates), ...resourcesIn(templates, ...types)]) {
      if (!named.some((found) => isSame(found, one))) faults.push(`does not show ${nameOfResource(one)}`);
    }
    return faults.map((fault) => `${nameOfResource(dashboard)} ${fault}`);
  });

/** Queues where messages end that nobody could take: the target of a redrive, of a failed call or of a given-up record. */
function lastStops(templates: Templates): Found[] {
  const named = resourcesIn(templates).flatMap((found) =>
    [
      propertyOf(found, 'RedrivePolicy', 'deadLetterTargetArn'),
      propertyOf(found, 'DestinationConfig', 'OnFailure', 'Destination'),
      propertyOf(found, 'Target', 'DeadLetterConfig', 'Arn'),
      ...listOf<{ DeadLetterConfig?: { Arn: unknown } }>(
        found.Type === 'AWS::Events::Rule' ? propertyOf(found, 'Targets') : undefined,
      ).map((target) => target.DeadLetterConfig?.Arn),
    ].flatMap((value) => namedBy(value, found.stack, templates) ?? []),
  );
  return named.filter((queue, index) => named.findIndex((other) => isSame(other, queue)) === index);
}

/** What is given up is told: a message in a dead-letter queue sounds an alarm, and every queue is read or such a stop. */
export const whatIsGivenUpIsTold: Rule = (templates) => {
  const stops = lastStops(templates);
  const alarms = resourcesIn(templates, 'AWS::CloudWatch::Alarm').filter(
    (alarm) => propertyOf(alarm, 'MetricName') === 'ApproximateNumberOfMessagesVisible',
  );
  const watched = alarms.flatMap((alarm) =>
    listOf<{ Value: unknown }>(propertyOf(alarm, 'Dimensions')).flatMap(
      ({ Value }) => namedBy(Value, alarm.stack, templates) ?? [],
    ),
  );
  const read = resourcesIn(templates, 'AWS::Lambda::EventSourceMapping').flatMap(
    (mapping) => namedBy(propertyOf(mapping, 'EventSourceArn'), mapping.stack, templates) ?? [],
  );
  return resourcesIn(templates, 'AWS::SQS::Queue').flatMap((queue) => {
    const isStop = stops.some((one) => isSame(one, queue));
    if (isStop && !watched.some((one) => isSame(one, queue)))
      return [`${nameOfResource(queue)} takes what is given up, and no alarm looks at it`];
    return isStop || read.some((one) => isSame(one, queue))
      ? []
      : [`${nameOfResource(queue)} is read by nothing`];
  });
};

/** Alarms of a stage that keeps its data reach somebody. */
export const somebodyIsTold: Rule = (templates) =>
  resourcesIn(templates, 'AWS::SNS::Topic').flatMap((topic) => {
    const subscriptions = resourcesIn(templates, 'AWS::SNS::Subscription').filter((one) =>
      isSame(namedBy(propertyOf(one, 'TopicArn'), one.stack, templates), topic),
    );
    const keeps = resourcesIn(templates, 'AWS::DynamoDB::GlobalTable').some(
      ({ DeletionPolicy }) => DeletionPolicy === 'Retain',
    );
    const faults = subscriptions
      .filter(
        (one) =>
          propertyOf(one, 'Protocol') !== 'email' || !shown(propertyOf(one, 'Endpoint') ?? '').includes('@'),
      )
      .map((one) => `${nameOfResource(one)} is no mail address`);
    return keeps && subscriptions.length === 0
      ? [`${nameOfResource(topic)} takes alarms that nobody reads`]
      : faults;
  });
