import '../../testing/function-environment.ts';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../adapters/dynamo/document-client.ts';
import { entryItem } from '../../adapters/dynamo/entry-item.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { outcomeItem } from '../../adapters/dynamo/outcome-item.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { Table } from '../../adapters/dynamo/table.ts';
import {
  aggregateUsageHandler,
  type AggregatorDependencies,
  handler,
} from '../../lambdas/aggregate-usage.ts';
import { aDay } from '../../testing/dates.ts';
import { anEntry } from '../../testing/factories.ts';
import { lambdaContext, streamRecord } from '../support/stream-event.ts';
import {
  BatchGetCall,
  BatchWriteCall,
  PutCall,
  TransactWriteCall,
  UpdateCall,
} from '../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../support/mock-table.ts';

const table = mockTable();
afterAll(() => {
  table.restore();
});
const BATCH = '01M7YSN7DR000000000000000A';

beforeEach(() => {
  table.reset();
  table.on(BatchGetCall).resolves({ Responses: {} });
  table.on(BatchWriteCall).resolves({});
  table.on(PutCall).resolves({});
  table.on(TransactWriteCall).resolves({});
  table.on(UpdateCall).resolves({});
});

function entryRecord(index: number, sequence: string): DynamoDBRecord {
  return streamRecord(entryItem(anEntry({ id: `event-${index}`, mark: { batch: BATCH, index } })), sequence);
}

/** The handler at the time of its entries, without waiting. */
const dependencies: AggregatorDependencies = {
  ports: {
    totals: new DynamoTotalsWriter(new Table(documentClient(), 'ledger'), () => 'page-1'),
    clock: { now: () => anEntry().recordedAt },
    pause: () => Promise.resolve(),
  },
  ledger: new DynamoLedgerWriter(new Table(documentClient(), 'ledger')),
  holds: { use: () => Promise.resolve(), settle: () => Promise.resolve() },
  askForPrices: () => Promise.resolve(),
  spread: () => Promise.resolve(),
  announce: () => Promise.resolve(),
  timeZone: 'UTC',
};
const aggregate = aggregateUsageHandler(dependencies);

function updates() {
  const items = table
    .commandCalls(TransactWriteCall)
    .flatMap(({ args }) => args[0].input.TransactItems ?? []);
  return items.map(({ Update }) => Update);
}

describe('the function aggregate-usage', () => {
  it('ticks entries off and adds them in one transaction, after listing them', async () => {
    const response = await aggregate({ Records: [entryRecord(0, '1'), entryRecord(3, '2')] });
    expect(response).toEqual({ batchItemFailures: [] });
    const [mark, ...totals] = updates();
    expect(mark).toMatchObject({
      Key: { sk: `${BATCH}#E#2026-11-21#0` },
      ConditionExpression: 'attribute_not_exists(b)',
      ExpressionAttributeValues: { ':new': Uint8Array.of(0b1001) },
    });
    expect(totals.every((total) => total?.UpdateExpression?.includes('ADD v :one'))).toBe(true);
    const order = table.calls().map(({ args }) => args[0].constructor.name);
    expect(order.lastIndexOf('BatchWriteCall')).toBeLessThan(order.indexOf('TransactWriteCall'));
    expect(table.commandCalls(BatchGetCall)[0]?.args[0].input.RequestItems?.['ledger']?.ConsistentRead).toBe(
      true,
    );
  });

  it('compares with the marks it has seen and leaves alone what they tick off', async () => {
    const seen = Uint8Array.of(0b1);
    table
      .on(BatchGetCall)
      .resolves({ Responses: { ledger: [{ pk: 'M', sk: `${BATCH}#E#2026-11-21#0`, b: seen }] } });
    await aggregate({ Records: [entryRecord(0, '1'), entryRecord(1, '2')] });
    expect(updates()[0]).toMatchObject({
      ConditionExpression: 'b = :seen',
      ExpressionAttributeValues: { ':seen': seen, ':new': Uint8Array.of(0b11) },
    });
    const counts = updates().find((update) => update?.Key?.['pk'] === 'S#counts');
    expect(counts?.ExpressionAttributeValues?.[':2']).toBe(1);
  });

  it('reports the lowest sequence number as a number, not as a text', async () => {
    const cancelled = new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    table.on(TransactWriteCall).rejects(cancelled);
    const sequences = ['1000000000000000000000', '999999999999999999999', '1000000000000000000001'];
    const response = await aggregate({
      Records: sequences.map((sequence, index) => entryRecord(index, sequence)),
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '999999999999999999999' }] });
  });

  it('rejects on an outage, so that the whole batch comes again', async () => {
    table.on(TransactWriteCall).rejects(new Error('no route to the table'));
    await expect(aggregate({ Records: [entryRecord(0, '1')] })).rejects.toThrow('no route');
  });

  it('counts outcomes', async () => {
    const outcome = outcomeItem({
      kind: 'conflict',
      day: aDay('2026-11-21'),
      messageId: 'message-1',
      index: 0,
      recordedAt: 1,
      mark: { batch: BATCH, index: 0 },
      eventId: undefined,
      reason: 'another event',
      errors: [],
      body: '{}',
      bodyKey: undefined,
    });
    await aggregate({ Records: [streamRecord(outcome)] });
    expect(updates()[1]).toMatchObject({ Key: { pk: 'S#counts' }, ExpressionAttributeNames: { '#1': 'nc' } });
  });

  it('keeps what it cannot read and goes on with the rest', async () => {
    const broken = { ...entryItem(anEntry()), st: '?' };
    const response = await aggregate({ Records: [streamRecord(broken, '1'), entryRecord(1, '2')] });
    expect(response).toEqual({ batchItemFailures: [] });
    const kept = table.commandCalls(PutCall).map(({ args }) => args[0].input.Item ?? {});
    expect(kept.filter(({ pk }) => String(pk).startsWith('X#'))).toMatchObject([
      { sk: expect.stringMatching(/#unreadable$/) as string },
    ]);
    expect(updates()).not.toEqual([]);
  });

  it('refuses a replay that is older than its marks', async () => {
    const old = anEntry({ mark: { batch: '01M1D47Z00000000000000000A', index: 0 } });
    const response = await aggregate({ Records: [streamRecord(entryItem(old))] });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(updates()).toEqual([]);
  });

  it('tells whose totals changed after its commits, also of what was added before', async () => {
    const told: number[] = [];
    const announce: AggregatorDependencies['announce'] = (records) => {
      told.push(records.length, table.commandCalls(TransactWriteCall).length);
      return Promise.resolve();
    };
    const seen = { pk: 'M', sk: `${BATCH}#E#2026-11-21#0`, b: Uint8Array.of(0b1) };
    table.on(BatchGetCall).resolves({ Responses: { ledger: [seen] } });
    await aggregateUsageHandler({ ...dependencies, announce })({
      Records: [entryRecord(0, '1'), entryRecord(1, '2')],
    });
    expect(told).toEqual([2, 1]);
  });

  it('has the batch come again from its lowest record when the announcement was not taken', async () => {
    const response = await aggregateUsageHandler({
      ...dependencies,
      announce: () => Promise.reject(new Error('EventBridge did not take TotalsChanged')),
    })({
      Records: [entryRecord(0, '12'), entryRecord(1, '9')],
    });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '9' }] });
    expect(table.commandCalls(TransactWriteCall)).not.toHaveLength(0);
  });

  it('is wired up as it is deployed', async () => {
    const other = streamRecord({ pk: 'U#2026-11-21#0', sk: 'user-1', c: 1 });
    const response = await handler({ Records: [other] }, lambdaContext);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(table.commandCalls(TransactWriteCall)).toHaveLength(0);
  });
});
