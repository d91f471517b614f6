import { ulid } from 'ulid';
import { toLedgerRecord } from '../../core/spend/ledger-record.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { storedRecord } from '../../adapters/dynamo/stream-record.ts';
import { ofPartition } from '../../adapters/dynamo/run-queries.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import { readTotalLanes } from '../../adapters/dynamo/total-lanes.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { createCataloguePriceBook } from '../../core/pricing/catalogue.ts';
import { aggregateUsage, type AggregatePorts } from '../../core/spend/aggregate-usage.ts';
import type { LedgerRecord } from '../../core/spend/spend-ports.ts';
import type { Clock, Day } from '../../core/time/ledger-time.ts';
import { laneCount } from '../../core/usage/lanes.ts';
import type { UserHider } from '../../core/usage/hide-users.ts';
import type { EntrySettings } from '../../core/usage/make-entry.ts';
import { beginRecording } from '../../core/usage/record-usage.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';

/** A usage event as a sender would write it; `more` overrides fields. */
export function usageEvent(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    occurredAt: '2026-11-20T10:15:30.123Z',
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
    operation: 'script-generation',
    userId: 'user-1',
    resource: { type: 'episode', id: 'ep-7' },
    group: { type: 'podcast', id: 'pod-1' },
    tags: { tier: 'tier2' },
    ...more,
  };
}

/** The real recorder and aggregator on a table of the embedded engine, without functions around them. */
export interface TestLedger {
  /** Sends events as one message through the recorder. */
  record(events: readonly Record<string, unknown>[], messageId?: string): Promise<void>;
  /** Adds every entry of these days to the totals. */
  aggregate(days: readonly Day[]): Promise<void>;
  /** Adds every outcome of messages sent on these days to the counts. */
  aggregateOutcomes(days: readonly Day[]): Promise<void>;
  records(day: string): Promise<LedgerRecord[]>;
  readonly ports: AggregatePorts;
  readonly table: string;
}

export const testSettings: EntrySettings = { timeZone: 'UTC', lanes: [], trackedTags: ['tier'] };

export async function startLedger(
  dynamo: TestDynamo,
  table: string,
  clock: Clock = { now: () => Date.parse('2026-11-20T12:00:00Z') },
  settings: EntrySettings = testSettings,
  users?: UserHider,
): Promise<TestLedger> {
  await dynamo.createTable(table);
  const client = dynamo.client();
  const prices = createCataloguePriceBook();
  const writer = new DynamoLedgerWriter(new Table(client, table));
  const ports: AggregatePorts = {
    totals: new DynamoTotalsWriter(new Table(client, table), () => ulid(clock.now())),
    clock,
    pause: () => Promise.resolve(),
    quarantine: (record, reason) => Promise.reject(new Error(`${record.name}: ${reason}`)),
  };
  const recordsOf = async (partition: string) => {
    const list: LedgerRecord[] = [];
    for await (const item of new Table(client, table).query(ofPartition(partition))) {
      const stored = storedRecord(item, String(list.length + 1));
      const record = stored && toLedgerRecord(stored, settings.timeZone);
      if (record) list.push(record);
    }
    return list;
  };
  const records = async (day: Day) => {
    const lanes = Array.from({ length: laneCount(settings.lanes, day) }, (_, lane) => `E#${day}#${lane}`);
    return (await Promise.all(lanes.map(recordsOf))).flat();
  };
  const add = async (list: readonly LedgerRecord[]) => {
    const { failed } = await aggregateUsage(list, ports);
    if (failed.length > 0) throw new Error(`${failed.length} records were not added`);
  };
  let messages = 0;
  return {
    ports,
    table,
    records,
    record: async (events, messageId = `message-${messages++}`) => {
      const recording = beginRecording(
        {
          ledger: writer,
          bodies: { putBody: () => Promise.reject(new Error('no bucket here')) },
          prices: { current: () => Promise.resolve(prices) },
          clock,
          totalLanes: () => readTotalLanes(new Table(client, table)),
          users,
          log: { recorded: () => undefined },
        },
        settings,
        ulid(clock.now()),
      );
      await recording.recordMessage({ messageId, sentAt: clock.now(), body: JSON.stringify({ events }) });
      await recording.finish();
    },
    aggregate: async (days) => {
      for (const day of days) await add(await records(day));
    },
    aggregateOutcomes: async (days) => {
      for (const day of days) await add(await recordsOf(`X#${day}`));
    },
  };
}
