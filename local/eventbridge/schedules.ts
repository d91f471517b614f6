import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { Account } from '../iam/account.ts';
import { schedulesOf } from '../iam/senders.ts';
import type { Resolver } from '../resolve.ts';
import type { Deliver } from './targets.ts';
import { text } from '../template.ts';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When a schedule fires: every so many milliseconds, at one time, or by a cron pattern. */
export type Timing = { readonly everyMs: number } | { readonly at: string } | { readonly cron: string };

/**
 * Reads rate(5 minutes), at(2026-11-21T10:00:00) and the six fields of cron(5 0 * * ? *), whose weekdays
 * count from Sunday = 1. @throws on anything else.
 */
export function readScheduleExpression(expression: string): Timing {
  const [, kind, inner = ''] = /^(rate|at|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'at') return { at: inner };
  if (kind === 'rate') {
    const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
    const unitMs = UNIT_MS[unit];
    if (unitMs !== undefined) return { everyMs: Number(count) * unitMs };
  }
  const fields = inner.split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek = '*', year] = fields;
  if (kind === 'cron' && fields.length === 6) {
    const weekday = dayOfWeek.replace(/(?<![#\w])[1-7](?!\w)/g, (day) => String(Number(day) - 1));
    return { cron: ['0', minute, hour, dayOfMonth, month, weekday, year].join(' ') };
  }
  throw new Error(`schedule expression ${expression} is not supported by the local system`);
}

/** Rates of so much and more fire once at the start too. */
const AT_ONCE_MS = UNIT_MS['hour'] ?? Infinity;

/**
 * Runs `fire` with the time of the schedule, until the signal. EventBridge Scheduler begins a rate at once when its
 * schedule is made. Here those of an hour and more do so with every start, for which nobody would wait; shorter ones
 * would only start functions before anything is there for them.
 */
export function startTimer(
  timing: Timing,
  timezone: string,
  signal: AbortSignal,
  fire: (at: Date) => void,
): void {
  if ('everyMs' in timing) {
    if (timing.everyMs >= AT_ONCE_MS) fire(new Date());
    const timer = setInterval(() => fire(new Date()), timing.everyMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    return;
  }
  const pattern = 'at' in timing ? timing.at : timing.cron;
  const job = new Cron(pattern, { timezone, protect: false }, (self: Cron) =>
    fire(self.currentRun() ?? new Date()),
  );
  signal.addEventListener('abort', () => job.stop());
}

/** The target's input with the placeholders of EventBridge Scheduler filled in. */
export function fillInput(input: string, scheduleArn: string, at: Date): string {
  const values: Readonly<Record<string, string>> = {
    'scheduled-time': `${at.toISOString().slice(0, 19)}Z`,
    'schedule-arn': scheduleArn,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** Starts every enabled schedule of the templates. */
export function startSchedules(
  { resolver, account }: { readonly resolver: Resolver; readonly account: Account },
  deliver: Deliver,
  signal: AbortSignal,
  report: (error: unknown) => void,
): void {
  for (const { properties, target, arn, deadLetterArn, sender } of schedulesOf(resolver, account)) {
    if (properties['State'] === 'DISABLED') continue;
    const timing = readScheduleExpression(String(properties['ScheduleExpression']));
    const zone = text(properties['ScheduleExpressionTimezone']) ?? 'UTC';
    startTimer(timing, zone, signal, (at) => {
      const payload = JSON.parse(fillInput(text(target['Input']) ?? '{}', arn, at)) as unknown;
      deliver(String(target['Arn']), payload, sender, deadLetterArn).catch(report);
    });
  }
}
