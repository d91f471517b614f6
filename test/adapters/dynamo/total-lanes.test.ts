import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoTotalLanes } from '../../../adapters/dynamo/total-lanes.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { aggregateUsage } from '../../../core/spend/aggregate-usage.ts';
import { repairCounts } from '../../../core/spend/repair-counts.ts';
import { repairScope } from '../../../core/spend/repair.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import type { LedgerRecord } from '../../../core/spend/spend-ports.ts';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, type TestLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const DAYS = { from: DAY, to: DAY };
const NOON = Date.parse('2026-11-20T12:00:00Z');
const clock = { now: () => NOON };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startStrictDynamo(0);
});
afterAll(() => dynamo.stop());

const lanesOf = (table: string) => new DynamoTotalLanes(new Table(dynamo.client(), table), clock);

async function spreadOver(table: string, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await lanesOf(table).grow(NOON + step * 5 * 60_000);
}

const event = (index: number) =>
  usageEvent(`e${index}`, {
    userId: index % 3 === 0 ? undefined : `user-${index % 2}`,
    resource: index % 4 === 0 ? undefined : { type: 'episode', id: `ep-${index % 2}` },
    tags: { tier: `tier${index % 2}` },
  });

/** Forty events in ten recorder batches, from before lanes were there to where there are eight. */
async function recorded(table: string, steps: number): Promise<TestLedger> {
  const ledger = await startLedger(dynamo, table);
  for (let batch = 0; batch < 10; batch++) {
    if (batch === 3) await spreadOver(table, steps);
    await ledger.record([0, 1, 2, 3].map((index) => event(batch * 4 + index)));
  }
  await ledger.aggregate([DAY]);
  return ledger;
}

/** Everything that readers of totals say of the day; versions count writes and differ. */
async function readAll(table: string) {
  const { totals, spend } = ledgerOn(dynamo.client(), table, testSettings, clock);
  const scopes = [
    { kind: 'user', id: 'user-1' },
    { kind: 'tag', type: 'tier', id: 'tier1' },
    { kind: 'group', type: 'podcast', id: 'pod-1' },
    { kind: 'provider', id: 'openai' },
  ] as const;
  const resources = await totals.resources(daysBetween(DAY, DAY));
  const parts = {
    cells: sumTotals((await totals.cells(DAYS)).map(({ total }) => total)),
    operations: await totals.operations(DAYS),
    tagValues: await totals.tagValues('tier', DAYS),
    tagValue: await totals.tagValue('tier', 'tier1', DAYS),
    users: await totals.users(DAYS),
    user: await totals.user('user-1', DAYS),
    resource: await totals.resource({ type: 'episode', id: 'ep-1' }, DAYS),
    group: await totals.group({ type: 'podcast', id: 'pod-1' }),
    resources,
    details: await totals.resourceDetails(resources),
    groups: await totals.groups([DAY]),
    counts: await totals.counts(),
    spend: (await spend.read(scopes.map((value) => ({ value, ...DAYS })))).map((days) =>
      days.reduce((sum, { events }) => sum + events, 0),
    ),
  };
  return plainParts(parts);
}

/** Without versions and without what is empty. */
function plainParts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries
      .map(([name, one]): [string, unknown] => [String(name), plainParts(one)])
      .filter(
        ([name, one]) => name !== 'version' && one !== undefined && JSON.stringify(one, asText) !== '{}',
      ),
  );
}

const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

describe('lanes of totals', () => {
  it('grow two by two, five minutes apart, up to sixteen', async () => {
    await dynamo.createTable('steps');
    const lanes = lanesOf('steps');
    expect(await lanes.current()).toBe(1);
    expect(await lanes.grow(NOON)).toBe(2);
    expect(await lanes.grow(NOON + 5 * 60_000 - 1)).toBeUndefined();
    expect(await lanes.grow(NOON + 5 * 60_000)).toBe(4);
    await spreadOver('steps', 0);
    for (let step = 2; step < 6; step++) await lanes.grow(NOON + step * 5 * 60_000);
    expect(await lanesOf('steps').current()).toBe(16);
    expect(await lanes.grow(NOON + 3_600_000)).toBeUndefined();
    // A recorder believes what it read for a minute.
    expect(await lanes.current()).toBe(1);
  });

  it('are one total for every reader, with what was recorded before there were any', async () => {
    await recorded('one-lane', 0);
    await recorded('eight-lanes', 3);
    const { totals } = ledgerOn(dynamo.client(), 'eight-lanes', testSettings, clock);
    expect((await totals.cells(DAYS)).length).toBeGreaterThan(1);
    expect(await readAll('eight-lanes')).toEqual(await readAll('one-lane'));
  });

  it('are repaired each by itself, and the counts by their sum', async () => {
    const ledger = await recorded('repaired', 3);
    const opened = ledgerOn(dynamo.client(), 'repaired', testSettings, clock);
    const ports = { ...ledger.ports, store: opened.repairs };
    const day = opened.repairScopes.day(DAY);
    const before = await repairScope(day, ports);
    expect(before).toMatchObject({ entries: 40, repairs: [], busy: [] });
    const names: string[] = [];
    for await (const { items } of day.totals()) names.push(...items.map(([key]) => key));
    const [planted] = names.filter((name) => name.startsWith('U#') && name.includes('\t'));
    const plant = async (pk: string, sk: string) =>
      dynamo.client().send(
        new UpdateCommand({
          TableName: 'repaired',
          Key: { pk, sk },
          UpdateExpression: 'ADD c :c, v :one',
          ExpressionAttributeValues: { ':c': 7, ':one': 1 },
        }),
      );
    const [pk = '', sk = ''] = (planted ?? '').split(' ');
    await plant(pk, sk);
    expect((await repairScope(day, ports)).repairs.map(({ key }) => key)).toEqual([planted]);
    await plant('S#counts', '-1');
    const cells = async () => sumTotals((await opened.totals.cells(DAYS)).map(({ total }) => total));
    const exact = (await cells()).cost;
    expect((await opened.totals.counts()).cost).not.toBe(exact);
    expect((await repairCounts(cells, ports)).repairs).toHaveLength(1);
    expect((await opened.totals.counts()).cost).toBe(exact);
    expect((await repairCounts(cells, ports)).repairs).toEqual([]);
  });

  it('keep writers of different partitions of a day from meeting each other', async () => {
    const settings = { ...testSettings, lanes: [{ from: DAY, count: 4 }] };
    const met = async (table: string, steps: number) => {
      const ledger = await startLedger(dynamo, table, clock, settings);
      await spreadOver(table, steps);
      await ledger.record(
        Array.from({ length: 80 }, (_, index) => usageEvent(`e${index}`, { userId: `u-${index}` })),
      );
      const writers = [...Map.groupBy(await ledger.records(DAY), ({ partition }) => partition).values()].map(
        (records) => ({ records, totals: new DynamoTotalsWriter(new Table(dynamo.client(), table), ulidOf) }),
      );
      expect(writers).toHaveLength(4);
      await Promise.all(writers.map(({ records, totals }) => inSteps(records, totals, ledger)));
      const { totals } = ledgerOn(dynamo.client(), table, settings, clock);
      expect((await totals.counts()).events).toBe(80);
      return writers.reduce((sum, writer) => sum + writer.totals.takeContention().repeated, 0);
    };
    expect(await met('hot', 0)).toBeGreaterThan(0);
    expect(await met('spread', 2)).toBe(0);
  });
});

let pages = 0;
const ulidOf = () => `page-${pages++}`;

/** As the stream brings them: a few at a time. */
async function inSteps(
  records: readonly LedgerRecord[],
  totals: DynamoTotalsWriter,
  { ports }: TestLedger,
): Promise<void> {
  for (let start = 0; start < records.length; start += 5) {
    let open: readonly LedgerRecord[] = records.slice(start, start + 5);
    // What met others at every try comes again.
    while (open.length > 0) ({ failed: open } = await aggregateUsage(open, { ...ports, totals }));
  }
}
