import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import { aMonth } from '../../../testing/dates.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { personalTotals, untouchedItems } from '../../support/crashed-erasure.ts';
import { ARCHIVED, OLD, startPersonal } from '../../support/personal-ledger.ts';
import { itemsHolding } from '../../support/whole-table.ts';

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

describe('an erasure', () => {
  it('finds the id in every kind of item and file, closed months and archived days included', async () => {
    const { erasing, months, client } = await startPersonal({ dynamo, bucket }, 'everywhere');
    expect((await itemsHolding(client, 'everywhere', OLD)).length).toBeGreaterThan(20);
    const before = {
      ...(await personalTotals({ dynamo, bucket }, 'everywhere')),
      kept: await untouchedItems({ dynamo, bucket }, 'everywhere'),
    };
    const month = {
      closed: await months.users(aMonth('2026-10')),
      late: (await months.late(aMonth('2026-10'))).users,
    };
    await erasing.request(OLD);
    await erasing.run();
    const pseudonym = await erasing.pseudonym();
    const renamed = (name: string) => (name === OLD ? pseudonym : name);
    // The second pass finds the hold that was open in the first, the third nothing.
    expect(await erasing.finish()).toBe(3);

    expect(await itemsHolding(client, 'everywhere', OLD)).toEqual([]);
    expect(await untouchedItems({ dynamo, bucket }, 'everywhere')).toEqual(before.kept);
    const after = await personalTotals({ dynamo, bucket }, 'everywhere');
    expect([after.sum, after.organisation]).toEqual([before.sum, before.organisation]);
    expect(after.sum).toBe(after.organisation);
    expect(
      new Set((await months.users(aMonth('2026-10'))).map((line) => JSON.stringify(line, text))),
    ).toEqual(
      new Set(month.closed.map((line) => JSON.stringify({ ...line, name: renamed(line.name) }, text))),
    );
    expect((await months.late(aMonth('2026-10'))).users).toEqual(
      month.late.map((line) => ({ ...line, name: renamed(line.name) })),
    );
    const lines: string[] = [];
    for await (const line of new S3ArchiveStore(bucket.client, bucket.name).lines(archiveKey(ARCHIVED)))
      lines.push(line);
    expect(lines.map((line) => (JSON.parse(line) as { userId: string }).userId)).toEqual([
      pseudonym,
      'other',
    ]);
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
