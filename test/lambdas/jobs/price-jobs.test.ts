import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../../core/jobs/job.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const DAY = aDay('2026-11-20');
const clock = { now: () => Date.parse('2026-11-20T13:00:00Z') };
const PRICE = {
  provider: 'openai',
  model: 'house-model',
  unit: 'input_tokens',
  unitPriceUsd: '2',
  per: 1000,
};
const WHAT_IF = { from: DAY, to: DAY, overrides: [{ ...PRICE, unitPriceUsd: '5' }] };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** An entry of 500 tokens of a model without a price, and a deployment that brings one. */
async function start(table: string) {
  const usage = await startLedger(dynamo, table);
  await usage.record([usageEvent('a', { model: 'house-model', usage: { input_tokens: 500 } })]);
  await usage.aggregate([DAY]);
  const ledger = ledgerOn(dynamo.client(), table, { priceOverrides: [PRICE] }, clock);
  const entries = async () =>
    (await wholeTable(dynamo.client(), table))
      .filter(({ e }) => e === 'E')
      .map(({ sk }) => String(sk))
      .toSorted();
  const spent = async () => {
    await usage.aggregate([DAY]);
    const cells = await ledger.totals.cells({ from: DAY, to: DAY });
    const { cost, unpriced } = sumTotals(cells.map(({ total }) => total));
    return { usd: Number(cost) / 1e12, unpriced };
  };
  return {
    usage,
    entries,
    spent,
    kinds: priceJobs(ledger, memoryWork()),
    run: (kind: 'settle' | 'what-if' | 'apply-what-if', input: object, perStep?: number) =>
      runToEnd(ledger, priceJobs(ledger, memoryWork(), perStep), kind, input),
  };
}

describe('the job settle', () => {
  it('books what an entry without a price costs by now, once', async () => {
    const { entries, spent, run } = await start('settle');
    expect(await spent()).toEqual({ usd: 0, unpriced: 1 });
    expect(await run('settle', {})).toMatchObject({ status: 'done', result: { settled: 1, bookedUsd: '1' } });
    expect(await spent()).toEqual({ usd: 1, unpriced: 0 });
    const booked = await entries();
    expect(await run('settle', {})).toMatchObject({ result: { settled: 0, bookedUsd: '0' } });
    expect(await entries()).toEqual(booked);
  });

  it('leaves an entry of the model alone that had a price', async () => {
    const { usage, entries, spent, run } = await start('settle-others');
    await usage.record([usageEvent('b', { model: 'house-model', reportedCostUsd: '8' })]);
    expect(await spent()).toEqual({ usd: 8, unpriced: 1 });
    expect(await run('settle', {})).toMatchObject({ result: { settled: 1, bookedUsd: '1' } });
    expect(await spent()).toEqual({ usd: 9, unpriced: 0 });
    expect(await entries()).toHaveLength(3);
  });
});

describe('the job what-if', () => {
  it('answers what a day would have cost and books nothing', async () => {
    const { entries, run } = await start('what-if');
    const job = await run('what-if', WHAT_IF);
    expect(job).toMatchObject({
      status: 'done',
      result: { events: 1, actualUsd: '0', whatIfUsd: '2.5', differenceUsd: '2.5' },
    });
    expect(await entries()).toEqual(['a']);
  });

  it('says the same in steps of a few entries, and applies it in such steps', async () => {
    const { usage, spent, run } = await start('what-if-steps');
    const events = Array.from({ length: 40 }, (_, i) =>
      usageEvent(`e${i}`, {
        model: 'house-model',
        usage: { input_tokens: 100 + i },
        userId: `user-${i % 17}`,
        resource: { type: 'job', id: `job-${i}` },
        group: i % 3 === 0 ? undefined : { type: 'podcast', id: `pod-${i % 5}` },
      }),
    );
    await usage.record(events);
    const whole = await run('what-if', WHAT_IF);
    expect(whole).toMatchObject({ status: 'done', result: { events: 41, resources: { length: 41 } } });
    expect((await run('what-if', WHAT_IF, 3))?.result).toEqual(whole?.result);
    const tokens = 500 + events.reduce((sum, _, i) => sum + 100 + i, 0);
    expect((await run('settle', {}, 3))?.result).toEqual({ settled: 41, bookedUsd: String(tokens / 500) });
    expect(await spent()).toEqual({ usd: tokens / 500, unpriced: 0 });
    const input = { whatIf: 'job', reason: 'agreed', input: WHAT_IF };
    const applied = await run('apply-what-if', input, 3);
    expect(applied?.result).toEqual({ corrected: 41, bookedUsd: String((tokens * 3) / 1000) });
    expect(await spent()).toEqual({ usd: tokens / 200, unpriced: 0 });
  });

  it('goes on with what a version began that put nothing aside', async () => {
    const { kinds } = await start('what-if-begun');
    const difference = { actualUsd: '1', whatIfUsd: '3' };
    const names = { users: { 'user-9': difference }, resources: {}, groups: {} };
    const state = { next: 1, total: difference, ...names, events: 2, unpriced: 0 };
    const input = { ...WHAT_IF, from: '2026-11-19' };
    const job = { id: 'begun', kind: 'what-if', input, createdBy: 'test', createdAt: clock.now(), state };
    const begun: Job = {
      ...job,
      status: 'running',
      progress: { done: 1, total: 2 },
      updatedAt: 0,
      revision: 1,
    };
    expect(await kinds['what-if'].step(begun, Infinity)).toMatchObject({
      done: true,
      result: { events: 3, actualUsd: '1', whatIfUsd: '5.5' },
    });
  });

  it.each([
    ['no days', { overrides: WHAT_IF.overrides }, 'from'],
    ['days that end before they begin', { ...WHAT_IF, to: '2026-11-19' }, 'must not be after'],
  ])('fails with %s, and says why', async (what, input, why) => {
    const { run } = await start(`what-if-${what.replaceAll(' ', '-')}`);
    const job = await run('what-if', input);
    expect(job?.status).toBe('failed');
    expect(job?.error).toContain(why);
  });
});

describe('the job apply-what-if', () => {
  it('books the difference that a what-if found, once', async () => {
    const { entries, spent, run } = await start('apply');
    const input = { whatIf: 'job-of-the-question', reason: 'agreed with the vendor', input: WHAT_IF };
    expect(await run('apply-what-if', input)).toMatchObject({ status: 'done' });
    expect(await spent()).toEqual({ usd: 2.5, unpriced: 0 });
    const booked = await entries();
    expect(booked).toHaveLength(2);
    await run('apply-what-if', input);
    expect(await entries()).toEqual(booked);
    expect(await spent()).toEqual({ usd: 2.5, unpriced: 0 });
  });

  it('fails without a reason and books nothing', async () => {
    const { entries, run } = await start('apply-without');
    expect(await run('apply-what-if', { whatIf: 'x', input: WHAT_IF })).toMatchObject({ status: 'failed' });
    expect(await entries()).toEqual(['a']);
  });
});
