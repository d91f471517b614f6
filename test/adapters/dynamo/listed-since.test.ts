import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEDGER_KEY } from '../../../adapters/dynamo/keys.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { listingOf, noteBegin, noteListed } from '../../../adapters/dynamo/listed-since.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function startTable(name: string) {
  await dynamo.createTable(name);
  const table = new Table(dynamo.client(), name);
  return { table, listing: async () => listingOf(await table.get(LEDGER_KEY)) };
}

describe('what a ledger says of its lists', () => {
  it('is that all is listed from its first entry on, and goes back as far as its outcomes', async () => {
    const { table, listing } = await startTable('fresh');
    expect(await listing()).toEqual({ since: undefined, began: undefined });
    const writer = new DynamoLedgerWriter(table);
    await writer.noteDay(aDay('2026-11-03'), NOON);
    expect(await listing()).toEqual({ since: NOON, began: '2026-11-20' });
    // Neither an earlier entry nor a later outcome changes what was said.
    await writer.noteDay(aDay('2026-11-01'), NOON + 1);
    await noteBegin(table, aDay('2026-11-21'));
    expect(await listing()).toEqual({ since: NOON, began: '2026-11-20' });
    await noteBegin(table, aDay('2026-11-18'));
    expect(await listing()).toEqual({ since: NOON, began: '2026-11-18' });
  });

  it('is nothing for one that has entries already, until it was listed', async () => {
    const { table, listing } = await startTable('older');
    await table.put({ ...LEDGER_KEY, d: '2026-01-01', mk: 1, e: 'S' });
    await new DynamoLedgerWriter(table).noteDay(aDay('2026-11-20'), NOON);
    expect(await listing()).toEqual({ since: undefined, began: undefined });
    await noteListed(table, NOON, 40);
    await noteListed(table, NOON + 1, 40);
    expect(await listing()).toEqual({ since: NOON, began: '2026-10-11' });
  });
});
