import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTITY } from '../../../../contracts/table-layout.ts';
import { startDynamo, type TestDynamo } from '../../../../testing/dynamo.ts';
import { startBucket, type TestBucket } from '../../../support/bucket.ts';
import { countScans } from '../../../support/count-reads.ts';
import { startErasing } from '../../../support/erasing.ts';
import { OLD, startPersonal } from '../../../support/personal-ledger.ts';
import { itemsHolding, wholeTable } from '../../../support/whole-table.ts';

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

const LISTS: readonly string[] = [ENTITY.creator, ENTITY.budgetSubject, ENTITY.holdDay];

/** The table as a version wrote it that listed nothing but alerts and gates that are not told. */
async function forgetLists(table: string): Promise<number> {
  const client = dynamo.client();
  let forgotten = 0;
  for (const { dpk, dsk: _dsk, ls, bo: _bo, ...item } of await wholeTable(client, table)) {
    const { pk, sk } = item as { pk: string; sk: string };
    if (LISTS.includes(String(item['e']))) {
      await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    } else if (ls !== undefined || (dpk !== undefined && /^[JK]#/.test(pk))) {
      await client.send(new PutCommand({ TableName: table, Item: item }));
    } else continue;
    forgotten += 1;
  }
  return forgotten;
}

describe('a ledger from before its lists', () => {
  it('is looked at whole by the first erasure, which lists what is there; later ones never scan', async () => {
    const { clock, client, erasing } = await startPersonal({ dynamo, bucket }, 'older');
    expect(await forgetLists('older')).toBeGreaterThan(8);
    const scans = countScans(client);
    await erasing.request(OLD);
    await erasing.finish();
    expect(scans()).toBeGreaterThan(0);
    expect(await itemsHolding(dynamo.client(), 'older', OLD)).toEqual([]);

    const second = dynamo.client();
    const more = countScans(second);
    clock.time += 3_600_000;
    const later = startErasing(second, 'older', bucket, clock);
    await later.request('other');
    await later.finish();
    expect(more()).toBe(0);
    expect(await itemsHolding(dynamo.client(), 'older', '"other"')).toEqual([]);
  });
});
