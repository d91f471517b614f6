import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { LEDGER_KEY } from '../../../adapters/dynamo/keys.ts';
import { DynamoImportStore } from '../../../adapters/dynamo/import-store.ts';
import { heldAmong } from '../../../adapters/dynamo/month-notes.ts';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('GET /history', () => {
  it('says which months hold something, and how old an event may be', async () => {
    await dynamo.createTable('history');
    const api = startApi(dynamo, 'history');
    expect((await api.call('/history')).body).toMatchObject({ firstDay: null, months: [], import: null });
    const writer = new DynamoLedgerWriter(new Table(dynamo.client(), 'history'));
    for (const day of ['2026-11-20', '2025-10-16']) await writer.noteDay(aDay(day), NOW);
    expect((await api.call('/history')).body).toMatchObject({
      firstDay: '2025-10-16',
      months: ['2025-10', '2026-11'],
      oldestDay: '2025-10-16',
      import: null,
    });
  });
});

describe('PUT and DELETE /history/import', () => {
  it('open an import for some hours, show it, and close it', async () => {
    await dynamo.createTable('imports');
    const api = startApi(dynamo, 'imports');
    const window = { from: '2019-01-01', until: '2026-11-20T14:00:00.000Z', openedBy: 'admin-1' };
    const opened = await api.call('PUT /history/import', { body: { from: '2019-01-01', hours: 2 } });
    expect(opened.body).toEqual({ ...window, reopened: [], closed: [] });
    expect((await api.call('/history')).body).toMatchObject({ import: window });
    const later = startApi(dynamo, 'imports', { clock: { now: () => NOW + 3 * HOUR } });
    expect((await later.call('/history')).body).toMatchObject({ import: null });
    await api.call('DELETE /history/import');
    expect(await new DynamoImportStore(new Table(dynamo.client(), 'imports')).read()).toBeUndefined();
  });

  it('says which months it opened again, and which stay closed with what they hold', async () => {
    await dynamo.createTable('imports-closed');
    const api = startApi(dynamo, 'imports-closed');
    const nothing = { cost: ZERO_USD, events: 0, unpriced: 0 };
    const closed = { closedAt: NOW, resources: 0, users: [], groups: [] };
    for (const [month, events] of [
      ['2026-08', 3],
      ['2026-09', 0],
      ['2026-10', 2],
    ] as const) {
      await api.ports.months.close({ ...closed, month: aMonth(month), organisation: { ...nothing, events } });
    }
    const opened = await api.call('PUT /history/import', { body: { from: '2026-09-10' } });
    expect(opened.body).toMatchObject({ reopened: ['2026-09'], closed: ['2026-10'] });
  });

  it.each([{ from: '9999-01-01' }, { from: '2019-01-01', hours: 200 }, {}])('refuse %j', async (body) => {
    const { status } = await startApi(dynamo, 'imports').call('PUT /history/import', { body });
    expect(status).toBe(400);
  });
});

/** A ledger with an entry of today that is in the totals. */
async function ledgerOf(table: string) {
  const ledger = await startLedger(dynamo, table, { now: () => NOW - 5 * HOUR });
  await ledger.record([usageEvent('a', { occurredAt: '2026-11-20T06:00:00Z' })]);
  await ledger.aggregate([aDay('2026-11-20')]);
  const client = new Table(dynamo.client(), table);
  return { ledger, client, writer: new DynamoLedgerWriter(client), api: startApi(dynamo, table) };
}

describe('POST /history/check', () => {
  it('drops months that hold nothing and have no writer, and moves the first day', async () => {
    const { client, writer, api } = await ledgerOf('check');
    await writer.noteDay(aDay('1970-01-01'), NOW - 3 * HOUR);
    await writer.noteDay(aDay('2026-10-05'), NOW - HOUR);
    expect((await api.call('POST /history/check')).body).toEqual({
      firstDay: '2026-10-01',
      months: ['2026-10', '2026-11'],
      dropped: ['1970-01'],
      complete: true,
    });
    expect((await api.call('/history')).body).toMatchObject({ firstDay: '2026-10-01' });
    // Nothing is left of a month that was dropped: what comes back holds the days of its return.
    await writer.noteDay(aDay('1970-01-20'), NOW);
    const days = daysBetween(aDay('1970-01-01'), aDay('1970-02-28'));
    expect(await heldAmong(client, days)).toEqual(['1970-01-20']);
  });

  it('takes a ledger from before months were noted apart', async () => {
    const { client, writer, api } = await ledgerOf('check-old');
    await client.put({ ...LEDGER_KEY, e: 'S', d: '2016-01-01' });
    await writer.noteDay(aDay('2026-11-20'), NOW);
    const { months } = (await api.call('/history')).body as unknown as { months: string[] };
    expect(months).toHaveLength(10 * 12 + 11);
    const checked = await api.call('POST /history/check');
    expect(checked.body).toMatchObject({ firstDay: '2018-01-01', complete: false });
    expect(checked.body['dropped']).toHaveLength(24);
    expect((await api.call('/history')).body['months']).toHaveLength(months.length - 24);
  });

  it('keeps a month whose entries are not in the totals yet', async () => {
    const { ledger, api } = await ledgerOf('check-open');
    await ledger.record([usageEvent('b', { occurredAt: '2026-09-01T06:00:00Z' })]);
    expect((await api.call('POST /history/check')).body).toMatchObject({
      months: ['2026-09', '2026-11'],
      dropped: [],
    });
  });
});
