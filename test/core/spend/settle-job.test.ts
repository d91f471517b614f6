import { describe, expect, it } from 'vitest';
import type { Job, JobPorts } from '../../../core/jobs/job.ts';
import { ONE, picoUnits, ZERO_USD } from '../../../core/money/decimal.ts';
import { settleKind, startSettlement } from '../../../core/spend/settle-job.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { flatPrices } from '../../../testing/factories.ts';
import { ledgerOf } from '../../support/correction-ledger.ts';
import { dayPages } from '../../support/day-pages.ts';
import { stepsToEnd } from '../../support/job.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');

/** Two days of one model and one of another; each entry of three tokens would cost 6 by the flat prices. */
const ENTRIES = [20, 20, 20, 21, 21, 21].map((day, index) =>
  entryAt(`2026-11-${day}T10:00:00Z`, {
    id: `e${index}`,
    model: index === 5 ? 'other' : 'new-model',
    usage: { input_tokens: picoUnits(3n * ONE) },
    cost: ZERO_USD,
    status: 'unpriced',
    mark: { batch: 'recorded', index },
  }),
);

function settle(perStep?: number) {
  const { ledger, all, newBatch } = ledgerOf(ENTRIES);
  const ports = {
    totals: memorySpend(ENTRIES, { now: NOW }).totals,
    prices: { current: () => Promise.resolve(flatPrices) },
    clock: { now: () => NOW },
    timeZone: 'UTC',
    entries: ({ day, model }: Pick<Entry, 'day' | 'model'>, after?: { readonly id: string }) =>
      dayPages(
        ENTRIES.filter((entry) => entry.model === model),
        1,
      )(day, after),
    newBatch,
  };
  const kind = perStep === undefined ? settleKind(ports) : settleKind(ports, perStep);
  const step = (state?: unknown, deadline = Infinity) =>
    kind.step({ id: 'job', input: {}, state } as Job, deadline);
  const toEnd = async () => {
    const { steps, result, progress } = await stepsToEnd(step);
    return { count: steps.length, result, progress };
  };
  return { step, toEnd, all, ledger };
}

describe('what waited for a price', () => {
  const RESULT = { settled: 6, bookedUsd: '0.000000000036' };

  it('is settled once', async () => {
    const { toEnd, all, ledger } = settle();
    expect(await toEnd()).toEqual({ count: 1, result: RESULT, progress: { done: 3, total: 3 } });
    const booked = all().filter(({ correctionOf }) => correctionOf !== undefined);
    expect(booked.map(({ cost, status }) => `${cost} ${status}`)).toEqual(
      Array.from({ length: 6 }, () => '6 priced'),
    );
    expect([...ledger.tallies.values()]).toEqual([3, 3]);
    expect((await toEnd()).result).toEqual({ settled: 0, bookedUsd: '0' });
  });

  it.each([
    [1, 6],
    [2, 3],
    [3, 2],
    [5, 2],
    [6, 1],
  ])('is settled in steps of %i entries too', async (perStep, count) => {
    expect(await settle(perStep).toEnd()).toEqual({ count, result: RESULT, progress: { done: 3, total: 3 } });
  });

  it('goes on behind the deadline in the next step', async () => {
    const { step } = settle();
    expect(await step(undefined, NOW)).toMatchObject({ done: false, progress: { done: 0, total: 3 } });
    expect(await step(undefined, NOW + 1)).toMatchObject({ done: true });
  });
});

describe('the daily settlement', () => {
  it.each([
    [0, []],
    [1, ['settle-2026-11-22']],
  ])('of %i events without a price starts %j', async (unpriced, started) => {
    const jobs: string[] = [];
    const ports: JobPorts = {
      clock: { now: () => NOW },
      queue: { send: () => Promise.resolve() },
      jobs: {
        create: ({ id }) => Promise.resolve(void jobs.push(id)),
        read: () => Promise.resolve(undefined),
        save: () => Promise.resolve(true),
      },
    };
    const counts = { cost: ZERO_USD, events: 1, unpriced, outcomes: new Map<string, number>() };
    await startSettlement(ports, { counts: () => Promise.resolve(counts) }, NOW, 'UTC');
    expect(jobs).toEqual(started);
  });
});
