import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { usageEventSchema } from '../../../contracts/usage-message.ts';
import { makeJobs, spreadOverDays } from '../../../examples/sample/make-jobs.ts';

const ANCHOR = new Date('2026-11-21T10:00:00Z');
const DAY_MS = 86_400_000;
const trace = Array.from({ length: 2100 }, (_unused, index) => ({
  contextTokens: 100 + index,
  generatedTokens: 1 + (index % 40),
}));
const jobs = makeJobs(trace, ANCHOR);
const events = jobs.flat();

describe('the sample', () => {
  it('is the same for the same anchor, with ids of its own for each event', () => {
    expect(makeJobs(trace, ANCHOR)).toEqual(jobs);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const later = makeJobs(trace, new Date(ANCHOR.getTime() + 3_600_000)).flat();
    expect(later.filter(({ id }) => events.some((event) => event.id === id))).toEqual([]);
  });

  it('keeps to the message schema and to the size of a queue batch', () => {
    expect(events.filter((event) => !usageEventSchema.safeParse(event).success)).toEqual([]);
    expect(jobs.every((job) => job.length <= LIMITS.eventsPerMessage)).toBe(true);
    expect(Math.max(...jobs.map((job) => JSON.stringify(job).length)) * 10).toBeLessThan(1024 * 1024);
  });

  it('uses every call of the trace once', () => {
    const calls = events.filter((event) => event['service'] === 'llm');
    const tokens = calls.reduce((sum, event) => {
      const usage = event['usage'] as Record<string, number>;
      return sum + (usage['input_tokens'] ?? 0) + (usage['cache_read_tokens'] ?? 0);
    }, 0);
    expect(calls).toHaveLength(trace.length);
    expect(tokens).toBe(trace.reduce((sum, call) => sum + call.contextTokens, 0));
  });

  it('is in the 30 days before the anchor, never after it', () => {
    const times = events.map(({ occurredAt }) => Date.parse(occurredAt));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(ANCHOR.getTime() - 30 * DAY_MS);
    expect(Math.max(...times)).toBeLessThanOrEqual(ANCHOR.getTime());
    expect(new Set(events.map(({ occurredAt }) => occurredAt.slice(0, 10))).size).toBeGreaterThanOrEqual(30);
  });

  it('works on weekdays and in the daytime', () => {
    const times = spreadOverDays(5000, ANCHOR);
    const share = (wanted: (at: Date) => boolean) => times.filter(wanted).length / times.length;
    expect(times).toHaveLength(5000);
    expect(share((at) => at.getUTCDay() === 0 || at.getUTCDay() === 6)).toBeLessThan(0.2);
    expect(share((at) => at.getUTCHours() >= 8 && at.getUTCHours() < 18)).toBeGreaterThan(0.6);
  });
});
