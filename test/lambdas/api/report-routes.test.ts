import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHistoryReader } from '../../../adapters/dynamo/history-reader.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { resultUrl } from '../../../adapters/s3/result-url.ts';
import { S3PartStore } from '../../../adapters/s3/part-store.ts';
import { ledgerSettingsSchema } from '../../../contracts/ledger-settings.ts';
import { exportKind } from '../../../core/export/export-job.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import { runJob } from '../../../core/jobs/job.ts';
import { inlineExport } from '../../../lambdas/api/inline-export.ts';
import { exportJob } from '../../../lambdas/jobs/export.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { generatedHistory } from '../../../testing/generated-history.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const RATES = [{ currency: 'EUR', rate: '0.5', date: aDay('2026-11-20'), source: 'a test' }];
const settings = ledgerSettingsSchema.parse({ exchangeRates: RATES, organisationName: 'Acme' });
const reader = { as: CALLERS.reader };

let dynamo: TestDynamo;
let bucket: TestBucket;
let api: TestApi;

beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
  const ledger = await startLedger(dynamo, 'exports');
  await ledger.record([
    usageEvent('a'),
    usageEvent('b', { userId: 'user-2', operation: '=1+1' }),
    usageEvent('c', { occurredAt: '2026-11-18T10:00:00Z', tags: { totalUsd: '5' } }),
  ]);
  await ledger.aggregate([aDay('2026-11-18'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'exports', { settings: { exchangeRates: RATES, organisationName: 'Acme' } });
});

afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

const rows = (text: string): Record<string, string>[] => parse(text, { columns: true });
const idsOf = (text: string): string[] =>
  rows(text)
    .map(({ id }) => id ?? '')
    .sort();

async function fileNameOf(query: string): Promise<string | undefined> {
  return (await api.call(`/reports/export?${query}`, reader)).headers['content-disposition'];
}

describe('GET /reports/export', () => {
  it('gives a range as CSV, to be saved as a file', async () => {
    const { status, headers, text } = await api.call('/reports/export?from=2026-11-18&to=2026-11-20', reader);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="costs-2026-11-18-2026-11-20.csv"',
      'cache-control': 'no-store',
    });
    expect(idsOf(text)).toEqual(['a', 'b', 'c']);
    expect(rows(text).find(({ id }) => id === 'b')).toMatchObject({ operation: "'=1+1", userId: 'user-2' });
  });

  it('names the file by the days that were asked for, also those that the ledger has none of', async () => {
    expect(await fileNameOf('from=2099-12-01&to=2099-12-31')).toContain('"costs-2099-12-01-2099-12-31.csv"');
    expect(await fileNameOf('from=2099-12-01')).toContain('"costs-2099-12-01.csv"');
    expect(await fileNameOf('from=2020-01-01&to=2020-01-31')).toContain('"costs-2020-01-01-2020-01-31.csv"');
    expect(await fileNameOf('to=2020-01-31')).toContain('"costs-2020-01-31.csv"');
  });

  it('names a file without an end by the last day in it: today, or a later one that has an event', async () => {
    expect(await fileNameOf('from=2026-11-18')).toContain('"costs-2026-11-18-2026-11-20.csv"');
    expect(await fileNameOf('from=2026-11-20&format=focus')).toContain('"costs-2026-11-20-focus.csv"');
    expect(await fileNameOf('')).toContain('"costs-2026-11-18-2026-11-20.csv"');
    const ledger = await startLedger(dynamo, 'exports-ahead');
    await ledger.record([usageEvent('a'), usageEvent('ahead', { occurredAt: '2026-11-21T00:30:00Z' })]);
    await ledger.aggregate([aDay('2026-11-20'), aDay('2026-11-21')]);
    const { headers } = await startApi(dynamo, 'exports-ahead').call('/reports/export', reader);
    expect(headers['content-disposition']).toContain('"costs-2026-11-20-2026-11-21.csv"');
  });

  it('gives JSON with exact amounts, in another currency beside USD with its rate', async () => {
    const { body, headers } = await api.call(
      '/reports/export?format=json&from=2026-11-20&currency=eur',
      reader,
    );
    expect(headers['content-type']).toBe('application/json');
    const { entries } = body as unknown as { entries: { costUsd: string; cost: string }[] };
    expect(entries).toHaveLength(2);
    for (const { costUsd, cost } of entries) expect(Number(cost)).toBeCloseTo(Number(costUsd) / 2, 12);
    expect(body).toMatchObject({ exchange: RATES[0] });
  });

  it('gives FOCUS under the name of the organisation', async () => {
    const { text } = await api.call('/reports/export?format=focus&from=2026-11-18', reader);
    expect(rows(text)).toHaveLength(9);
    expect(rows(text)[0]).toMatchObject({ BillingAccountId: 'test', BillingAccountName: 'Acme' });
  });

  it.each([
    ['userId=user-2', ['b']],
    ['resourceType=episode&resourceId=ep-7&to=2026-11-18', ['c']],
    ['tag=tier:tier2', ['a', 'b']],
    ['from=2026-11-20T11:00:00Z', []],
    ['provider=nobody', []],
  ])('keeps to the filter %s', async (query, ids) => {
    expect(idsOf((await api.call(`/reports/export?${query}`, reader)).text)).toEqual(ids);
  });

  it.each(['format=xml', 'currency=XYZ', 'from=soon', 'resourceType=episode', 'page=1'])(
    'refuses %s',
    async (query) => {
      expect((await api.call(`/reports/export?${query}`, reader)).status).toBe(400);
    },
  );

  it.each([
    ['', 202],
    ['&from=2026-11-20T09:00:00Z&to=2026-11-20T12:00:00Z', 200],
    ['&provider=nobody', 200],
  ])(
    'is a job at once when totals tell that it is too large: ?format=csv%s gives %i',
    async (query, status) => {
      const totals = new DynamoTotalsReader(new Table(dynamo.client(), 'exports'), [], { now: Date.now });
      const [cell] = await totals.cells({ from: aDay('2026-11-20'), to: aDay('2026-11-20') });
      if (!cell) throw new Error('the day has a cell');
      totals.cells = () => Promise.resolve([{ ...cell, total: { ...cell.total, events: 50_001 } }]);
      const history = new DynamoHistoryReader(new Table(dynamo.client(), 'exports'), settings);
      if (status === 202) {
        history.entriesOfDay = () => {
          throw new Error('entries were read');
        };
      }
      const full = startApi(dynamo, 'exports', { ports: { totals, history } });
      expect((await full.call(`/reports/export?format=csv${query}`, reader)).status).toBe(status);
    },
  );

  it.each([
    ['job=true', 202],
    ['job=false', 200],
    ['job=yes', 400],
  ])('is a job on request: %s gives %i', async (query, status) => {
    expect((await api.call(`/reports/export?userId=user-2&${query}`, reader)).status).toBe(status);
  });

  it('becomes a job when it takes too long, whose result has an address', async () => {
    let time = Date.parse('2026-11-20T12:00:00Z');
    const slow = startApi(dynamo, 'exports', {
      clock: { now: () => (time += 11_000) },
      settings: { exchangeRates: RATES },
      ports: {
        jobs: { ...api.ports.jobs, resultUrl: (key) => resultUrl(bucket.client, bucket.name, key) },
      },
    });
    const started = await slow.call('/reports/export?format=json&currency=EUR&userId=user-1', reader);
    expect(started).toMatchObject({ status: 202, headers: { 'cache-control': 'no-store' } });
    const jobId = String(started.body['jobId']);
    const kinds = {
      export: exportJob(
        ledgerOn(dynamo.client(), 'exports', settings),
        'test',
        new S3PartStore(bucket.client, bucket.name),
      ),
    };
    const ports = {
      jobs: slow.ports.jobs.jobs,
      queue: slow.ports.jobs.queue,
      clock: { now: () => Date.now() },
    };
    await runJob(ports, kinds, jobId, Date.now() + 60_000, false);
    const job = await slow.call(`/jobs/${jobId}`, reader);
    expect(job.body).toMatchObject({
      status: 'done',
      progress: { done: 2, total: 2 },
      result: { entries: 2 },
    });
    const file = await fetch(String(job.body['resultUrl']));
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="costs-2026-11-18-2026-11-20\.json"$/,
    );
    expect(await file.json()).toMatchObject({ exchange: RATES[0], entries: [{ id: 'c' }, { id: 'a' }] });
  });
});

const ports = (perDay: number) => ({
  history: generatedHistory(perDay),
  settings,
  clock: { now: () => 0 },
});

describe('an export in one answer', () => {
  const request = {
    format: 'csv',
    from: aDay('2026-11-20'),
    to: aDay('2026-11-20'),
    filter: ALL_ENTRIES,
  } as const;
  const options = { account: { id: 'a', name: 'A' } };

  it('holds up to 5 MB', async () => {
    const text = (await inlineExport(request, options, ports(12_000))) ?? '';
    expect(text.length).toBeGreaterThan(3_500_000);
    expect(rows(text)).toHaveLength(12_000);
  });

  it('is not tried beyond', async () => {
    expect(await inlineExport(request, options, ports(30_000))).toBeUndefined();
    expect(await inlineExport({ ...request, format: 'json' }, options, ports(6_000))).toBeUndefined();
  });
});

describe('an export of many parts', () => {
  it('is one object in the bucket', async () => {
    const ports = {
      history: generatedHistory(20_000),
      parts: new S3PartStore(bucket.client, bucket.name),
      clock: { now: () => 0 },
      timeZone: 'UTC',
      options: () => Promise.resolve({ account: { id: 'a', name: 'A' } }),
      expected: () => Promise.resolve(undefined),
    };
    // Of half the usual size, which is above the least that S3 takes but for the last.
    const kind = exportKind(ports, 5 * 1024 * 1024);
    const input = { format: 'csv', from: '2026-11-20', to: '2026-11-20', filter: ALL_ENTRIES };
    const job = {
      id: 'j',
      kind: 'export',
      input,
      status: 'running',
      progress: { done: 0 },
      revision: 0,
      createdBy: 'x',
      createdAt: 0,
      updatedAt: 0,
    } as const;
    const first = await kind.step(job, 1);
    if (first.done) throw new Error('one part was enough');
    const second = await kind.step({ ...job, state: first.state }, 1);
    expect(second).toMatchObject({ done: true, result: { entries: 20_000 } });
    const address = await resultUrl(bucket.client, bucket.name, 'exports/j/costs-2026-11-20.csv');
    expect(rows(await (await fetch(address)).text())).toHaveLength(20_000);
  });
});
