import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ArchiveStore } from '../../../adapters/s3/archive-store.ts';
import { archiveKey } from '../../../core/retention/archive-file.ts';
import { aMonth } from '../../../testing/dates.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { IN_PROOF } from '../../../testing/property-runs.ts';
import { dying } from '../../support/dying-client.ts';
import { userTotals } from '../../support/erasing.ts';
import { ARCHIVED, OLD, startPersonal, TODAY } from '../../support/personal-ledger.ts';
import { itemsHolding, wholeTable } from '../../support/whole-table.ts';

/** Every 89th crash, before and after its write in turn; `npm run prove -- erasure` takes them all. */
const STEP = IN_PROOF ? 1 : 89;

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

function facts(table: string) {
  return userTotals(dynamo.client(), table, ARCHIVED, TODAY);
}

/** What an erasure may not change. */
async function untouched(table: string): Promise<Map<string, unknown>> {
  const items = (await wholeTable(dynamo.client(), table)).filter(({ pk }) =>
    /^[EORGTSM]#(?!import)/.test(String(pk)),
  );
  return new Map(
    items.map(({ u: _u, ul: _ul, ...rest }) => [`${String(rest['pk'])} ${String(rest['sk'])}`, rest]),
  );
}

describe('an erasure', () => {
  it('finds the id in every kind of item and file, closed months and archived days included', async () => {
    const { erasing, months, client } = await startPersonal({ dynamo, bucket }, 'everywhere');
    expect((await itemsHolding(client, 'everywhere', OLD)).length).toBeGreaterThan(20);
    const before = { ...(await facts('everywhere')), kept: await untouched('everywhere') };
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
    expect(await untouched('everywhere')).toEqual(before.kept);
    const after = await facts('everywhere');
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

  it('has the same end after a crash at any write', async () => {
    let crashes = 0;
    for (let nth = 0; nth < 400; nth += STEP) {
      const table = `crash-${nth}`;
      const { erasing } = await startPersonal({ dynamo, bucket }, table);
      const before = { ...(await facts(table)), kept: await untouched(table) };
      await erasing.request(OLD);
      const died = await erasing.run(dying(dynamo.client(), 1 + Math.floor(nth / 2), nth % 2 === 1)).then(
        () => false,
        () => true,
      );
      if (!died) break;
      crashes++;
      await erasing.run();
      // Compared before anything recalculates: the erasure itself has to be exact.
      const after = await facts(table);
      expect([nth, after.sum, after.organisation]).toEqual([nth, before.sum, before.organisation]);
      expect([nth, await untouched(table)]).toEqual([nth, before.kept]);
      await erasing.finish();
      expect([nth, await itemsHolding(dynamo.client(), table, OLD)]).toEqual([nth, []]);
    }
    expect(crashes * STEP).toBeGreaterThan(40);
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
