import type { ScheduledTask } from '../contracts/schedule-payloads.ts';

/** When each task runs, UTC. A task without an entry here does not compile. */
export const TASK_SCHEDULES: Readonly<Record<ScheduledTask, string>> = {
  'push-open-marks': 'rate(15 minutes)',
  // Some minutes into the hour: what the hour brought is in the totals.
  'publish-spend': 'cron(5 * * * ? *)',
  // Quiet hours: the day before is closed and its stragglers are in.
  'audit-days': 'cron(20 1 * * ? *)',
  // Every night: a month that was busy on its day is closed on the next.
  'close-months': 'cron(40 2 * * ? *)',
  'archive-days': 'cron(50 2 * * ? *)',
  // After the audit of the day before, which it judges.
  'find-anomalies': 'cron(20 3 * * ? *)',
  'find-optimizations': 'cron(20 4 * * ? *)',
  // Every day: what a month cost is compared with what was projected.
  'keep-projection': 'cron(30 3 * * ? *)',
  // A new version of the price data may price what waited.
  'settle-unpriced': 'cron(10 3 * * ? *)',
  // Every morning: it sends what is due and was not sent yet.
  'report-mail': 'cron(0 6 * * ? *)',
  // An erasure goes on 25 hours after its last pass.
  'continue-erasures': 'cron(35 * * * ? *)',
  // These only where the stage asks for them; its feed says how often packs are fetched.
  'fetch-prices': 'rate(60 minutes)',
  // Four times a day: reference rates come on working days in the afternoon, and a feed may be silent once.
  'fetch-rates': 'rate(6 hours)',
  'record-own-cost': 'cron(5 * * * ? *)',
  'alert-canary': 'rate(1 hour)',
};
