import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEntries } from '../../../../adapters/dynamo/erasure/open-entries.ts';
import type { Place, ReachContext } from '../../../../adapters/dynamo/erasure/reach.ts';
import { LEDGER_KEY } from '../../../../adapters/dynamo/keys.ts';
import { type Listing, listingOf } from '../../../../adapters/dynamo/listed-since.ts';
import { Table } from '../../../../adapters/dynamo/table.ts';
import { aDay } from '../../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../../testing/dynamo.ts';
import { countReads } from '../../../support/count-reads.ts';
import { startLedger, usageEvent } from '../../../support/ledger.ts';

const OLD = 'person-42';
const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-20T12:00:00Z');
const TODAY = aDay('2026-11-20');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function found(table: string, pass: number, now: number, listing?: Listing) {
  const client = dynamo.client();
  const reads = countReads(client);
  const store = new Table(client, table);
  const erasure = { id: 'e', userId: OLD, pseudonym: 'erased-1', requestedAt: NOON + HOUR, pass, dueAt: 0 };
  const context = { table: store, erasure, now, listing: listing ?? listingOf(await store.get(LEDGER_KEY)) };
  const ids: string[] = [];
  let after: Place | undefined;
  do {
    const { items, next } = await openEntries(context as unknown as ReachContext, after);
    ids.push(...items.map(({ sk }) => String(sk)));
    after = next && (JSON.parse(JSON.stringify(next)) as Place);
  } while (after);
  return { ids: ids.toSorted(), calls: reads.calls() };
}

function event(id: string, userId: string) {
  return usageEvent(id, { userId, occurredAt: '2026-11-20T10:00:00Z' });
}

async function callsFor(pass: number, now: number, known: Listing): Promise<number> {
  return (await found('hours', pass, now, known)).calls;
}

describe('entries of open marks', () => {
  it('are those of the user alone that no total and no history has, and rejected ones are not read', async () => {
    const clock = { time: NOON, now: () => clock.time };
    const ledger = await startLedger(dynamo, 'open', clock);
    await ledger.record([event('added', OLD), event('others', 'other')]);
    await ledger.aggregate([TODAY]);
    clock.time += 1000;
    await ledger.record([event('lost', OLD), event('others-lost', 'other'), { id: 'bad', userId: OLD }]);
    clock.time += 2 * HOUR;
    await ledger.record([event('under-way', OLD)]);
    expect((await found('open', 1, clock.time)).ids).toEqual(['lost']);
    expect((await found('open', 1, clock.time + HOUR)).ids).toEqual(['lost', 'under-way']);
  });

  it('are looked for as far back as the ledger goes, as marks live, or as passes are apart', async () => {
    const clock = { time: NOON, now: () => clock.time };
    await startLedger(dynamo, 'hours', clock);
    const listing = { since: NOON, began: TODAY };
    // From the beginning of the day before, both ends included.
    expect(await callsFor(1, NOON + HOUR, listing)).toBe(24 + 13 + 1);
    expect(await callsFor(1, NOON + HOUR, { since: undefined, began: TODAY })).toBe(35 * 24 + 1);
    expect(await callsFor(2, NOON + 26 * HOUR, listing)).toBe(25 + 2 + 1);
  });
});
