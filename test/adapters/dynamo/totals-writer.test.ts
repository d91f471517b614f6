import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { MarkUpdate } from '../../../core/spend/spend-ports.ts';
import { TransactWriteCall } from '../../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../../support/mock-table.ts';

const table = mockTable();
afterAll(() => {
  table.restore();
});
const client = documentClient({ region: 'us-east-1' });
const totals = new DynamoTotalsWriter(new Table(client, 'ledger'), () => 'page');
const named = (name: string) => Object.assign(new Error(name), { name });

function cancelled(...codes: string[]): Error {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

beforeEach(() => table.reset());

describe('a commit', () => {
  it.each([
    ['busy', cancelled('TransactionConflict')],
    ['busy', cancelled('ThrottlingError')],
    ['busy', named('TransactionInProgressException')],
    ['busy', named('ThrottlingException')],
    ['unwritable', cancelled('None', 'ValidationError')],
    ['unwritable', cancelled('ItemCollectionSizeLimitExceeded', 'TransactionConflict')],
    ['unwritable', named('ValidationException')],
  ])('answers %s', async (result, error) => {
    table.on(TransactWriteCall).rejects(error);
    expect(await totals.commit([], [], 0)).toBe(result);
  });

  it('names the marks that another writer changed', async () => {
    const [first, second] = ['A', 'B'].map((batch) => ({
      key: { batch: `01M7YSN7DR000000000000000${batch}`, partition: 'E#2026-11-21#0' },
      seen: undefined,
      bits: new Uint8Array([1]),
    })) as [MarkUpdate, MarkUpdate];
    table.on(TransactWriteCall).rejects(cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    expect(await totals.commit([first, second], [], 0)).toEqual({ changed: [second.key] });
  });

  it('rejects on an outage', async () => {
    table.on(TransactWriteCall).rejects(named('InternalServerError'));
    await expect(totals.commit([], [], 0)).rejects.toThrow('InternalServerError');
  });
});
