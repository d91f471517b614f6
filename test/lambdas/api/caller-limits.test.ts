import { describe, expect, it } from 'vitest';
import { TooManyRequestsError } from '../../../core/errors.ts';
import type { Caller } from '../../../lambdas/api/caller.ts';
import { admitCaller, callerLimits } from '../../../lambdas/api/caller-limits.ts';

const clock = { now: () => Date.parse('2026-11-20T12:00:30Z') };
const PERSON: Caller = { id: 'user-1', userId: 'user-1', roles: new Set(['reader']) };
const BACKEND: Caller = { id: 'backend', userId: undefined, roles: new Set(['writer']) };

/** Limits of a stage whose counters grant nothing, or do not answer. */
function exhausted(take: () => Promise<number> = () => Promise.resolve(0)) {
  return (requestsPerMinute: number, recordsPerMinute: number) =>
    callerLimits({ requests: { take }, records: { take } }, clock, { requestsPerMinute, recordsPerMinute });
}

describe('the limits of callers', () => {
  it('count a person by requestsPerMinute, whatever the route, and say when to come again', async () => {
    const route = { limit: 'records', needsTable: true } as const;
    await expect(admitCaller(PERSON, route, exhausted()(1, 0))).rejects.toMatchObject({
      message: expect.stringContaining('try again in 30 s') as string,
    });
    await expect(admitCaller(PERSON, route, exhausted()(0, 1))).resolves.toBeUndefined();
  });

  it('count a backend by the limit of its route', async () => {
    const limits = exhausted()(0, 1);
    await expect(admitCaller(BACKEND, { limit: 'records', needsTable: true }, limits)).rejects.toThrow(
      TooManyRequestsError,
    );
    await expect(
      admitCaller(BACKEND, { limit: 'requests', needsTable: true }, limits),
    ).resolves.toBeUndefined();
  });

  it('let a backend record where the table of counts does not answer', async () => {
    const limits = exhausted(() => Promise.reject(new Error('no table')))(1, 1);
    await expect(admitCaller(BACKEND, { limit: 'records', needsTable: true }, limits)).rejects.toThrow(
      'no table',
    );
    await expect(
      admitCaller(BACKEND, { limit: 'records', needsTable: false }, limits),
    ).resolves.toBeUndefined();
  });
});
