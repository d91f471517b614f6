import * as z from 'zod/mini';

/** What a schedule may ask of `scheduled-work`; constructs and the function share this union. */
const scheduledTasks = [
  'push-open-marks',
  'publish-spend',
  'audit-days',
  'close-months',
  'archive-days',
  'find-anomalies',
  'find-optimizations',
  'keep-projection',
  'settle-unpriced',
  'fetch-prices',
  'fetch-rates',
  'report-mail',
  'record-own-cost',
  'alert-canary',
  'continue-erasures',
] as const;

export const schedulePayloadSchema = z.object({
  task: z.enum(scheduledTasks),
  /** The time it was scheduled for, ISO 8601; set by EventBridge Scheduler. */
  scheduledAt: z.string(),
});

export type SchedulePayload = z.infer<typeof schedulePayloadSchema>;
export type ScheduledTask = SchedulePayload['task'];
