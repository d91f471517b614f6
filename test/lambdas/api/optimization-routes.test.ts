import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import type { RepairLimits } from '../../../core/spend/gather-entries.ts';
import { rollUpJob } from '../../../lambdas/jobs/roll-up.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, type TestLedger, testSettings, usageEvent } from '../../support/ledger.ts';

interface Optimization {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly risk: string;
  readonly estimatedSavingUsd: string;
  readonly guide: readonly string[];
  readonly evidence: Record<string, unknown>;
  readonly action: { readonly type: string; readonly model: string; readonly toModel: string };
  readonly realisedSavingUsd: string | null;
  readonly degradeTo: Record<string, string> | null;
}

const START = Date.parse('2026-11-20T12:00:00Z');
let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;
let now = START;

/** 100 calls of gpt-4o, 5 USD each at list price: 1,000,000 in, 250,000 out. */
function calls(prefix: string, more: Record<string, unknown>): Record<string, unknown>[] {
  return Array.from({ length: 100 }, (_, index) =>
    usageEvent(`${prefix}${index}`, {
      model: 'gpt-4o',
      usage: { input_tokens: 1_000_000, output_tokens: 250_000 },
      ...more,
    }),
  );
}

async function list(query = ''): Promise<Optimization[]> {
  const { status, body } = await api.call(`/optimizations${query}`);
  expect(status).toBe(200);
  return (body as unknown as { items: Optimization[] }).items;
}

async function find(kind: string, operation = 'script-generation'): Promise<Optimization> {
  const found = (await list()).find(
    (item) => item.kind === kind && (item.action as { operation?: string }).operation === operation,
  );
  if (!found) throw new Error(`no optimization of kind ${kind}`);
  return found;
}

interface OneOptimization extends Optimization {
  readonly realised: { readonly calls: number; readonly counterfactualUsd: string } | null;
}

async function readOne(id: string): Promise<OneOptimization> {
  return (await api.call(`/optimizations/${id}`)).body as unknown as OneOptimization;
}

function twice(usd: string | null | undefined): string {
  return formatDecimal(2n * parseDecimal(usd ?? ''));
}

async function rollUp(date: string, limits?: RepairLimits): Promise<void> {
  const ledger = ledgerOn(dynamo.client(), 'advice', testSettings, { now: () => now });
  const kinds = { 'roll-up': rollUpJob(ledger, memoryWork(), limits) };
  const ports = { jobs: api.ports.jobs.jobs, queue: api.ports.jobs.queue, clock: { now: () => now } };
  await api.call('POST /aggregate/daily', { body: { date } });
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Infinity, true);
}

async function decide(id: string, verb: 'apply' | 'reject'): Promise<Optimization> {
  const { status, body } = await api.call(`POST /optimizations/${id}/${verb}`, { body: {} });
  expect(status).toBe(200);
  return body as unknown as Optimization;
}

beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'advice', { now: () => now });
  await ledger.record([
    ...calls('script', {}),
    ...calls('nightly', { operation: 'nightly-report', occurredAt: '2026-11-19T02:00:00Z' }),
    ...calls('broken', { operation: 'outline', outcome: 'failure', occurredAt: '2026-11-18T09:00:00Z' }),
  ]);
  await ledger.aggregate([aDay('2026-11-18'), aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'advice', { clock: { now: () => now } });
});

afterAll(() => dynamo.stop());

describe('optimizations', () => {
  it('name requests in their guides that are answered, and list the calls that they are about', async () => {
    const items = await list();
    const requests = items.flatMap(({ guide, kind }) =>
      guide.flatMap((step) => {
        const [, path] = /GET (\/entries\?\S+)/.exec(step) ?? [];
        return path === undefined ? [] : [{ kind, path: path.replaceAll('DAY', '2026-11-18') }];
      }),
    );
    expect(new Set(requests.map(({ kind }) => kind))).toEqual(
      new Set(['expensive-operation', 'failed-calls']),
    );
    const answers = await Promise.all(requests.map(({ path }) => api.call(path)));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
    const failures = answers[requests.findIndex(({ path }) => path.includes('outcome=failure'))];
    const { entries } = (failures?.body ?? {}) as unknown as { entries: { outcome: string }[] };
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(['failure']));
  });

  it('names cheaper models, the batch tier, failed calls and expensive operations, from what was really used', async () => {
    const found = await list();
    expect(new Set(found.map(({ kind }) => kind))).toEqual(
      new Set(['cheaper-model', 'batch-tier', 'failed-calls', 'expensive-operation', 'prompt-caching']),
    );
    expect((await find('batch-tier', 'nightly-report')).evidence).toMatchObject({
      calls: 100,
      costUsd: '500',
      counterfactualUsd: '250',
    });
    expect((await find('failed-calls', 'outline')).evidence).toMatchObject({ failedUsd: '500' });
    expect(new Set(found.map(({ status, realisedSavingUsd }) => `${status} ${realisedSavingUsd}`))).toEqual(
      new Set(['pending null']),
    );
  });

  it('says how much usage it looked at', async () => {
    const { body } = await api.call('/optimizations');
    expect(body).toMatchObject({ from: '2026-11-18', to: '2026-11-20', sampledEntries: 300, events: 300 });
  });

  it('measures what was saved after it is applied, and hands the model back when a budget degrades', async () => {
    const optimization = await find('cheaper-model');
    const { toModel } = optimization.action;
    await api.call('POST /budgets', {
      body: {
        scope: { kind: 'user', id: 'user-1' },
        period: 'monthly',
        limitUsd: '1',
        enforcement: 'degrade',
      },
    });
    const ask = { userId: 'user-1', provider: 'openai', model: 'gpt-4o', estimateUsd: '1' };
    expect((await api.call('POST /budgets/authorize', { body: ask })).body).toMatchObject({
      decision: 'degrade',
    });
    const applied = await decide(optimization.id, 'apply');
    expect(applied).toMatchObject({
      status: 'applied',
      realisedSavingUsd: '0',
      degradeTo: { 'gpt-4o': toModel },
    });
    expect((await api.call('POST /budgets/authorize', { body: ask })).body).toMatchObject({
      decision: 'degrade',
      degradeTo: toModel,
    });

    now = START + 3_600_000;
    const later = { occurredAt: '2026-11-20T12:30:00Z' };
    await ledger.record(calls('after', { ...later, model: toModel }));
    await ledger.aggregate([aDay('2026-11-20')]);
    const { body } = await api.call(`/optimizations/${optimization.id}`);
    const counterfactual = 500;
    const { realisedSavingUsd, realised } = body as unknown as {
      realisedSavingUsd: string;
      realised: { calls: number; counterfactualUsd: string; actualUsd: string };
    };
    expect(realised).toMatchObject({ calls: 100, counterfactualUsd: String(counterfactual) });
    expect(Number(realisedSavingUsd)).toBeCloseTo(counterfactual - Number(realised.actualUsd), 9);
    expect(Number(realisedSavingUsd)).toBeGreaterThan(0);
  });

  it('measures closed days from all their entries, once a roll-up has been to them', async () => {
    const [optimization] = await list('?status=applied');
    const { id = '' } = optimization ?? {};
    const before = await readOne(id);
    expect(before.realised).toMatchObject({ calls: 100, wholeDays: 0, sampledDays: 1, unmeasuredDays: 0 });
    // The counts of a day are what a sample is weighted by; a whole day does not look at them.
    const more = { occurredAt: '2026-11-21T08:00:00Z', model: optimization?.action.toModel };
    await ledger.record(calls('next', more));
    await ledger.record(calls('other', { ...more, operation: 'outline' }));
    await ledger.aggregate([aDay('2026-11-21')]);
    now = Date.parse('2026-11-22T03:00:00Z');
    for (const day of ['2026-11-20', '2026-11-21', '2026-11-22']) await rollUp(day);
    // Again, in several steps.
    await rollUp('2026-11-20', { entries: 40, totals: 40 });
    const after = await readOne(id);
    expect(after.realised).toMatchObject({ calls: 200, wholeDays: 2, sampledDays: 1, unmeasuredDays: 0 });
    expect(after.realised?.counterfactualUsd).toBe(twice(before.realised?.counterfactualUsd));
    expect(after.realisedSavingUsd).toBe(twice(before.realisedSavingUsd));

    now = Date.parse('2027-03-01T03:00:00Z');
    expect(await readOne(id)).toMatchObject({
      realisedSavingUsd: after.realisedSavingUsd,
      realised: { calls: 200, wholeDays: 2, sampledDays: 30, unmeasuredDays: 70 },
    });
    now = Date.parse('2026-11-22T03:00:00Z');
    await api.call('POST /optimizations/refresh');
  });

  it('undoes what applying changed when it is rejected, and keeps the decision', async () => {
    const [optimization] = await list('?status=applied');
    expect(optimization).toBeDefined();
    const rejected = await decide(optimization?.id ?? '', 'reject');
    expect(rejected).toMatchObject({ status: 'rejected', degradeTo: null, realisedSavingUsd: null });
    expect((await api.call('/budget/config')).body).toMatchObject({ degradeTo: {} });
    expect((await list('?status=rejected')).map(({ id }) => id)).toEqual([optimization?.id]);
  });

  it('changes nothing when the same is decided twice', async () => {
    const { id } = await find('batch-tier', 'nightly-report');
    const first = await decide(id, 'reject');
    now += 60_000;
    expect(await decide(id, 'reject')).toEqual(first);
  });

  it('is what the last search found, and says as of when', async () => {
    const refreshed = await api.call('POST /optimizations/refresh');
    expect(refreshed).toMatchObject({ status: 200, body: { asOf: new Date(now).toISOString() } });
    const quiet = startApi(dynamo, 'advice', { clock: { now: () => now + 3_600_000 } });
    expect((await quiet.call('/optimizations')).body).toEqual(refreshed.body);
  });

  it('knows no optimization by a wrong name', async () => {
    expect((await api.call('POST /optimizations/nothing/apply', { body: {} })).status).toBe(404);
  });
});
