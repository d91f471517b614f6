import { readdirSync, readFileSync } from 'node:fs';
import { placeOf } from './place.ts';
import { ownFunctions } from './roles.ts';
import {
  type Found,
  joinedText,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Templates,
} from './templates.ts';

/** What an alarm looks at: a metric, how its values are taken together, and of what, by how its logical id begins. */
interface Watched {
  readonly metric: string;
  readonly statistic: 'Maximum' | 'Sum';
  readonly of: string;
  /** Periods of five minutes that are looked at, and how many of them sound the alarm. Default: one. */
  readonly periods?: readonly [looked: number, wanted: number];
  /** Seconds of a period. Default: 300. */
  readonly period?: number;
  /** It looks at the alias `live` alone. */
  readonly isOfAlias?: boolean;
  /** What is let pass, in the metric's own unit: seconds, milliseconds, days, hours. Default: nothing. */
  readonly above?: number;
}

function waiting(of: string): Watched {
  return { metric: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum', of };
}

function emitted(of: string, metric: string, how: Partial<Watched> = {}): Watched {
  return { metric, statistic: 'Sum', of, ...how };
}

/** Each alarm by its name; those of functions are of all functions. */
const ALARMS: Readonly<Record<string, Watched>> = {
  'usage-dead-letters': waiting('UsageDeadLetters'),
  'usage-queue-age': {
    metric: 'ApproximateAgeOfOldestMessage',
    statistic: 'Maximum',
    of: 'UsageQueue',
    above: 900,
  },
  'calls-undelivered': waiting('UndeliveredQueue'),
  'job-dead-letters': waiting('JobsDeadLetters'),
  'aggregation-failures': waiting('UsageAggregationFailures'),
  'aggregation-lag': {
    metric: 'IteratorAge',
    statistic: 'Maximum',
    of: 'UsageAggregationAggregateUsage',
    above: 600_000,
  },
  'api-server-errors': { metric: '5xx', statistic: 'Sum', of: 'ReadApi', periods: [3, 2] },
  'records-unreadable': emitted('aggregate-usage', 'RecordsUnreadable'),
  'replays-refused': emitted('aggregate-usage', 'ReplaysRefused'),
  'alerts-not-delivered': emitted('check-budgets', 'AlertsNotDelivered'),
  'open-records-failing': emitted('scheduled-work', 'OpenRecordsFailed'),
  'alerting-broken': emitted('scheduled-work', 'CanaryMissed'),
  'archive-behind': emitted('scheduled-work', 'ArchiveDaysBehind', { above: 7 }),
  'erasures-overdue': emitted('scheduled-work', 'ErasuresOverdue'),
  'spend-anomalies': emitted('scheduled-work', 'AnomaliesFound'),
  'price-data-old': emitted('scheduled-work', 'PriceDataAgeHours', { statistic: 'Maximum', above: 72 }),
  'exchange-rates-old': emitted('scheduled-work', 'ExchangeRateAgeDays', { statistic: 'Maximum', above: 7 }),
  'price-pack-held': emitted('scheduled-work', 'PricePacksHeld', { statistic: 'Maximum' }),
};

function watchedBy(name: string, templates: Templates): Watched | undefined {
  const known = ALARMS[name];
  if (known) return known;
  const [, service, what] = /^(.+)-(errors|throttles|rollout)$/.exec(name) ?? [];
  const fn = ownFunctions(templates).find(
    ({ variables }) => variables['POWERTOOLS_SERVICE_NAME'] === service,
  );
  if (!fn) return undefined;
  if (what === 'rollout')
    return { metric: 'Errors', statistic: 'Sum', of: fn.id, periods: [3, 2], period: 60, isOfAlias: true };
  return what === 'errors'
    ? { metric: 'Errors', statistic: 'Sum', of: fn.id, periods: [3, 2] }
    : { metric: 'Throttles', statistic: 'Sum', of: fn.id, periods: [3, 3] };
}

const handlers = new URL('../../../lambdas/', import.meta.url);
/** The source of the functions, in which each metric of ours is named. */
const source = readdirSync(handlers, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(file, handlers), 'utf8'))
  .join('\n');

/** Each alarm looks at the metric that it is for, of the thing that it is named by, and sounds as the runbook says. */
export const alarmsWatchWhatTheyAreFor: Rule = (templates) => {
  const alarms = resourcesIn(templates, 'AWS::CloudWatch::Alarm');
  const prefix = `costkeeper-${placeOf(templates).stage}-`;
  return alarms.flatMap((alarm) => {
    const name = shown(propertyOf(alarm, 'AlarmName'));
    const watched = name.startsWith(prefix) ? watchedBy(name.slice(prefix.length), templates) : undefined;
    const faults = watched
      ? faultsOfAlarm(alarm, watched, templates)
      : ['is not named by its stage and by what it looks at'];
    if (alarms.filter((other) => propertyOf(other, 'AlarmName') === name).length > 1)
      faults.push('has the name of another');
    return faults.map((fault) => `${nameOfResource(alarm)} ${fault}`);
  });
};

function faultsOfAlarm(alarm: Found, watched: Watched, templates: Templates): string[] {
  const [looked, wanted] = watched.periods ?? [1, 1];
  const expected = {
    MetricName: watched.metric,
    Statistic: watched.statistic,
    Period: watched.period ?? 300,
    EvaluationPeriods: looked,
    DatapointsToAlarm: wanted,
    Threshold: watched.above ?? 0,
    ComparisonOperator: 'GreaterThanThreshold',
    // Nothing arrived, so nothing is wrong; what arrives late has an alarm of its own.
    TreatMissingData: 'notBreaching',
  };
  const faults = Object.entries(expected)
    .filter(([property, value]) => propertyOf(alarm, property) !== value)
    .map(([property, value]) => `has ${property} ${shown(propertyOf(alarm, property))}, not ${value}`);
  const dimensions = listOf<{ Name?: string; Value?: unknown }>(propertyOf(alarm, 'Dimensions'));
  const [{ Value } = {}] = dimensions;
  const target = namedBy(Value, alarm.stack, templates)?.id ?? literalTarget(Value, templates);
  const [, alias, ...more] = dimensions;
  const isOfThem = more.length === 0 && (watched.isOfAlias ? isLive(alias) : alias === undefined);
  if (!isOfThem || !target.startsWith(watched.of)) faults.push(`does not look at ${watched.of}`);
  if (
    shown(propertyOf(alarm, 'Namespace')).startsWith('Costkeeper-') &&
    !source.includes(`'${watched.metric}'`)
  )
    faults.push(`looks at ${watched.metric}, which no function emits`);
  return faults;
}

/** The alias `live` of a function that the template names, or that has a fixed name. */
function isLive(dimension: { readonly Name?: string; readonly Value?: unknown } | undefined): boolean {
  // Source: AWS Lambda, "Types of metrics for Lambda functions": the dimension Resource is a function's version or alias.
  return dimension?.Name === 'Resource' && /^(\*|[\w-]+):live$/.test(joinedText(dimension.Value));
}

/** With own cost the API's function has a fixed name, by which its alarms know it. */
function literalTarget(value: unknown, templates: Templates): string {
  const named = resourcesIn(templates, 'AWS::Lambda::Function').find(
    (fn) => propertyOf(fn, 'FunctionName') === value,
  );
  return named?.id ?? shown(value);
}
