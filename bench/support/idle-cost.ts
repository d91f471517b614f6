import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssembly } from '../../local/assembly.ts';
import { synthesize } from '../../local/synthesize.ts';
import { FUNCTION_GB, USD } from './aws-usd.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOURS = 730;

/** Pollers of one event source of a queue, each of which asks every 20 seconds while nothing comes. */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** What a run of a scheduled task without work takes, of 0.5 GB. */
const IDLE_RUN_SECONDS = 0.3;

/** What a stage of default options costs in a month in which nothing is sent. */
export interface IdleCost {
  readonly usd: number;
  readonly items: Readonly<Record<string, number>>;
}

/** Counts what the templates of the stage `production` bill by the month; free tiers are left out. */
export async function idleCost(): Promise<IdleCost> {
  const context = { stage: 'production', 'aws:cdk:bundling-stacks': [] };
  const folder = await synthesize(
    { root: ROOT, app: 'bin/costkeeper.ts', context },
    join(tmpdir(), 'costkeeper-idle'),
  );
  const resources = loadAssembly(folder).flatMap(({ template }) => Object.values(template.Resources ?? {}));
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  const runs = of('AWS::Scheduler::Schedule').reduce((sum, { Properties }) => {
    return sum + runsInMonth(String((Properties as { ScheduleExpression?: string }).ScheduleExpression));
  }, 0);
  const sources = of('AWS::Lambda::EventSourceMapping').length;
  const items = {
    [`${of('AWS::CloudWatch::Alarm').length} alarms`]: of('AWS::CloudWatch::Alarm').length * USD.alarm,
    [`${of('AWS::KMS::Key').length} keys`]: of('AWS::KMS::Key').length * USD.key,
    'one metric of spend': USD.metric,
    [`${Math.round(runs)} runs of schedules`]:
      runs * (USD.invocation + IDLE_RUN_SECONDS * FUNCTION_GB * USD.gbSecond),
    [`polls of ${sources - 1} queues`]:
      ((sources - 1) * POLLERS * HOURS * 3600 * USD.queueRequest) / POLL_SECONDS,
  };
  const shown = Object.fromEntries(
    Object.entries(items).map(([name, usd]) => [name, Number(usd.toFixed(3))]),
  );
  return {
    usd: Number(
      Object.values(items)
        .reduce((sum, usd) => sum + usd, 0)
        .toFixed(2),
    ),
    items: shown,
  };
}

/** How often a schedule runs in a month: a rate, or a cron line once a day, a week or a month. */
function runsInMonth(expression: string): number {
  const [, count = '0', unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const hours = { minute: 1 / 60, hour: 1, day: 24 }[unit ?? ''];
  if (hours !== undefined) return HOURS / (Number(count) * hours);
  const [, , , dayOfMonth = '*', , dayOfWeek = '?'] = expression.replace(/^cron\(/, 'x ').split(' ');
  if (/\d|L/.test(dayOfMonth)) return 1;
  return /[A-Z\d]/.test(dayOfWeek) ? HOURS / (24 * 7) : HOURS / 24;
}
