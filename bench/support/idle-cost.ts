import { FREE, USD } from './aws-usd.ts';
import { memoryGb, type StageResource } from './stage-templates.ts';
import { sum } from '../../core/forecast/statistics.ts';

const HOURS = 730;

/** Pollers of one event source of a queue, each of which asks every 20 seconds while nothing comes. */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** Assumed of a run of a scheduled task without work: its time, what it reads, what it writes into its log. */
const IDLE_RUN_SECONDS = 0.3;
const IDLE_RUN_READS = 10;
const IDLE_RUN_LOG_BYTES = 1200;
/** An event by itself, see the table by message and freshness: its write units, and an invocation in each function. */
const LONE_EVENT_WRITES = 23;
const LONE_EVENT_INVOCATIONS = 3;
const LONE_INVOCATION_SECONDS = 0.05;
/** Spend of the day; alerts that are raised, in hours in which one is. */
const METRICS = 2;

/** What is billed for one thing of an idle stage in a month. */
interface IdleItem {
  readonly what: string;
  /** By the price list. */
  readonly listUsd: number;
  /** Beyond what every account has for nothing, in an account that does nothing else. */
  readonly usd: number;
}

/** What a stage costs in a month in which nothing is sent; the amounts of the parts add up to it. */
export interface IdleCost {
  readonly listUsd: number;
  readonly usd: number;
  readonly items: readonly IdleItem[];
}

/** Counts what the resources of a stage bill by the month while nothing is sent. */
export function idleCost(resources: readonly StageResource[]): IdleCost {
  const items = [...standing(resources), ...polls(resources), ...schedules(resources)];
  return {
    listUsd: sum(items.map(({ listUsd }) => listUsd)),
    usd: sum(items.map(({ usd }) => usd)),
    items,
  };
}

function item(what: string, count: number, price: number, free = 0): IdleItem {
  return { what, listUsd: count * price, usd: Math.max(0, count - free) * price };
}

function countOf(resources: readonly StageResource[], type: string): number {
  return resources.filter((one) => one.type === type).length;
}

/** What is there is billed. */
function standing(resources: readonly StageResource[]): IdleItem[] {
  const alarms = countOf(resources, 'AWS::CloudWatch::Alarm');
  const dashboards = countOf(resources, 'AWS::CloudWatch::Dashboard');
  const keys = countOf(resources, 'AWS::KMS::Key');
  return [
    item(`alarms: ${alarms}`, alarms, USD.alarm, FREE.alarms),
    item(`dashboards: ${dashboards}`, dashboards, USD.dashboard, FREE.dashboards),
    item(`metrics of its own: ${METRICS}`, METRICS, USD.metric, FREE.metrics),
    item(`keys: ${keys}`, keys, USD.key),
  ];
}

/** Lambda asks queues all the time; streams are asked for nothing. */
function polls(resources: readonly StageResource[]): IdleItem[] {
  const queues = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::Lambda::EventSourceMapping' && properties['StartingPosition'] === undefined,
  ).length;
  const requests = (queues * POLLERS * HOURS * 3600) / POLL_SECONDS;
  return [
    item(
      `requests that ask ${queues} queues: ${count(requests)}`,
      requests,
      USD.queueRequest,
      FREE.queueRequests,
    ),
  ];
}

function schedules(resources: readonly StageResource[]): IdleItem[] {
  const all = resources.filter(({ type }) => type === 'AWS::Scheduler::Schedule');
  const runs = all.reduce(
    (sum, { properties }) => sum + runsInMonth(String(properties['ScheduleExpression'])),
    0,
  );
  // The canary of alerting sends an event each hour.
  const events = all.some(({ properties }) => JSON.stringify(properties).includes('alert-canary'))
    ? HOURS
    : 0;
  const invocations = runs + events * LONE_EVENT_INVOCATIONS;
  const seconds = runs * IDLE_RUN_SECONDS + events * LONE_EVENT_INVOCATIONS * LONE_INVOCATION_SECONDS;
  const gbSeconds = seconds * memoryGb(resources, 'scheduled-work');
  const logged = (invocations * IDLE_RUN_LOG_BYTES) / 1e9;
  return [
    item(`runs of schedules: ${count(runs)}`, runs, USD.scheduledRun, FREE.scheduledRuns),
    item(`invocations: ${count(invocations)}`, invocations, USD.invocation, FREE.invocations),
    item(`GB seconds: ${count(gbSeconds)}`, gbSeconds, USD.gbSecond, FREE.gbSeconds),
    item(`log: ${Math.round(logged * 1000)} MB`, logged, USD.loggedGb, FREE.loggedGb),
    item(`units read by schedules: ${count(runs * IDLE_RUN_READS)}`, runs * IDLE_RUN_READS, USD.read),
    item(
      `units written for the canary: ${count(events * LONE_EVENT_WRITES)}`,
      events * LONE_EVENT_WRITES,
      USD.write,
    ),
  ];
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** How often a schedule runs in a month: a rate, or a cron line once an hour, a day, a week or a month. */
function runsInMonth(expression: string): number {
  const [, times = '0', unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const hours = { minute: 1 / 60, hour: 1, day: 24 }[unit ?? ''];
  if (hours !== undefined) return HOURS / (Number(times) * hours);
  const [, hour = '*', dayOfMonth = '*', , dayOfWeek = '?'] = expression.replace(/^cron\(/, '').split(' ');
  if (hour === '*') return HOURS;
  if (/\d|L/.test(dayOfMonth)) return 1;
  return /[A-Z\d]/.test(dayOfWeek) ? HOURS / (24 * 7) : HOURS / 24;
}
