import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import { runJob } from '../../../core/jobs/job.ts';
import { closeMonth } from '../../../core/spend/close-month.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-10-15');
const TABLE = 'moved-service';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function settle(api: TestApi): Promise<void> {
  const kinds = priceJobs(ledgerOn(dynamo.client(), TABLE, api.ports.settings), memoryWork());
  const ports = { jobs: api.ports.jobs.jobs, queue: api.ports.jobs.queue, clock: { now: () => Date.now() } };
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Date.now() + 60_000, true);
}

/** Cost and quantity of a file's rows by service. */
async function fileSums(api: TestApi, format: string, [service, cost, quantity]: readonly string[]) {
  const path = `/reports/export?from=${DAY}&to=${DAY}&format=${format}`;
  const { text } = await api.call(path, { as: CALLERS.reader });
  const sums = new Map<string, { cost: bigint; quantity: bigint }>();
  for (const row of parse<Record<string, string>>(text, { columns: true, bom: true })) {
    const key = row[service ?? ''] ?? '';
    const counted = /-?[\d.]+/.exec(row[quantity ?? ''] ?? '')?.[0] ?? '';
    const sum = sums.get(key) ?? { cost: 0n, quantity: 0n };
    sum.cost += parseDecimal(row[cost ?? ''] ?? '');
    sum.quantity += parseDecimal(counted);
    sums.set(key, sum);
  }
  return Object.fromEntries(
    [...sums].map(([key, sum]) => [key, [formatDecimal(sum.cost), formatDecimal(sum.quantity)]]),
  );
}

describe('an entry that its price moves from other to a service', () => {
  it('is there in totals, files, and the adjustments of a closed month, and gone from other', async () => {
    const ledger = await startLedger(dynamo, TABLE, { now: () => Date.parse('2026-10-16T12:00:00Z') });
    const event = { occurredAt: `${DAY}T10:00:00Z`, provider: 'house', model: 'painter', service: undefined };
    await ledger.record([
      usageEvent('a', { ...event, usage: { images: 10 } }),
      usageEvent('b', { ...event, usage: { images: 5 } }),
    ]);
    await ledger.aggregate([DAY]);
    const table = new Table(dynamo.client(), TABLE);
    const months = new DynamoClosedMonthStore(table);
    const totals = new DynamoTotalsReader(table, [], { now: Date.now });
    const ports = { totals, months, tallies: () => Promise.resolve([]) };
    expect(await closeMonth(aMonth('2026-10'), ports, Date.parse('2026-11-10'), 'UTC')).toBe('closed');

    const api = startApi(dynamo, TABLE);
    const price = {
      provider: 'house',
      model: 'painter',
      service: 'image',
      unit: 'images',
      unitPriceUsd: '0.01',
    };
    const stored = await api.call('POST /prices', { body: { ...price, effectiveFrom: '2026-10-01' } });
    expect(stored.status).toBe(201);
    await settle(api);
    await ledger.aggregate([DAY]);

    const { body } = await api.call(`GET /breakdown/service?from=${DAY}&to=${DAY}`);
    expect(body).toMatchObject({
      totalUsd: '0.15',
      unpricedEvents: 0,
      items: [{ key: 'image', totalUsd: '0.15', events: 2 }],
    });
    expect(body['items']).toHaveLength(1);
    const moved = { other: ['0', '0'], image: ['0.15', '15'] };
    expect(await fileSums(api, 'csv', ['service', 'costUsd', 'usage'])).toEqual(moved);
    expect(await fileSums(api, 'focus', ['ServiceName', 'BilledCost', 'ConsumedQuantity'])).toEqual(moved);
    const month = await api.call('GET /summary/monthly?from=2026-10&to=2026-10');
    expect(month.body['months']).toMatchObject([
      { totalUsd: '0.15', closedTotalUsd: '0', adjustmentsUsd: '0.15', byService: { image: '0.15' } },
    ]);
  });
});
