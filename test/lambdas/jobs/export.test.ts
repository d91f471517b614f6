import { GetObjectCommand } from '@aws-sdk/client-s3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3PartStore } from '../../../adapters/s3/part-store.ts';
import type { Job } from '../../../core/jobs/job.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import type { Ledger } from '../../../lambdas/composition/ledger.ts';
import { exportJob } from '../../../lambdas/jobs/export.ts';
import { aDay } from '../../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const REQUEST = { format: 'csv', from: '2026-11-18', to: '2026-11-20', filter: ALL_ENTRIES };
const clock = { now: () => Date.parse('2026-11-21T03:00:00Z') };
const exchangeRates = [{ currency: 'EUR', rate: '0.5', date: '2026-11-20', source: 'a test' }];

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startStrictDynamo(), startBucket()]);
  const usage = await startLedger(dynamo, 'export');
  await usage.record([
    usageEvent('a'),
    usageEvent('b', { userId: 'user-2' }),
    usageEvent('c', { occurredAt: '2026-11-18T10:00:00Z' }),
  ]);
  await usage.aggregate([aDay('2026-11-18'), aDay('2026-11-20')]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

function ledgerOf(settings = {}) {
  return ledgerOn(dynamo.client(), 'export', { exchangeRates, ...settings }, clock);
}

function kindOn(ledger: Ledger) {
  return exportJob(ledger, 'staging', new S3PartStore(bucket.client, bucket.name));
}

function run(request: object, settings = {}) {
  const ledger = ledgerOf(settings);
  return runToEnd(ledger, { export: kindOn(ledger) }, 'export', request);
}

async function fileOf(key = ''): Promise<string> {
  const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

const rows = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('the job export', () => {
  it('writes every entry into one object, and says how many of how many', async () => {
    const job = await run(REQUEST);
    expect(job).toMatchObject({
      status: 'done',
      result: { entries: 3 },
      progress: { done: 3, total: 3 },
    });
    const found = rows(await fileOf(job?.resultKey));
    expect(found).toHaveLength(3);
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(['a', 'b', 'c']));
  });

  it.each([
    ['everything', ALL_ENTRIES, 3],
    ['what a filter leaves over', { ...ALL_ENTRIES, userId: 'user-2' }, undefined],
  ])('says on its way how much there is of %s', async (_what, filter, total) => {
    const kind = kindOn(ledgerOf());
    const job = { id: `on-its-way-${total}`, input: { ...REQUEST, filter } } as Job;
    const step = await kind.step(job, 0);
    expect([step.done, step.progress.total]).toEqual([false, total]);
  });

  it('run twice writes the same and nothing into the ledger beside the jobs', async () => {
    const texts = [];
    for (let time = 0; time < 2; time++) texts.push(await fileOf((await run(REQUEST))?.resultKey));
    expect(texts[1]).toBe(texts[0]);
    const items = await wholeTable(dynamo.client(), 'export');
    expect(items.filter(({ e }) => e === 'E')).toHaveLength(3);
  });

  it('writes what a filter leaves over', async () => {
    const job = await run({ ...REQUEST, filter: { ...ALL_ENTRIES, userId: 'user-2' } });
    expect(rows(await fileOf(job?.resultKey)).map(({ id }) => id)).toEqual(['b']);
  });

  it('names the account by the organisation, and by the stage without a name', async () => {
    const focus = { ...REQUEST, format: 'focus' };
    const named = rows(await fileOf((await run(focus, { organisationName: 'Acme' }))?.resultKey));
    expect(named[0]).toMatchObject({ BillingAccountId: 'staging', BillingAccountName: 'Acme' });
    const plain = rows(await fileOf((await run(focus))?.resultKey));
    expect(plain[0]).toMatchObject({ BillingAccountName: 'staging' });
  });

  it('fails with a currency that the stage has no rate for, and names it', async () => {
    const job = await run({ ...REQUEST, currency: 'CHF' });
    expect(job?.status).toBe('failed');
    expect(job?.error).toContain('CHF');
  });
});
