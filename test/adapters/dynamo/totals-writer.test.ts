import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { batchGet } from '../../../adapters/dynamo/batch-get.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { UnavailableError } from '../../../core/errors.ts';

const table = mockClient(DynamoDBDocumentClient);
const client = documentClient({ region: 'us-east-1' });
const totals = new DynamoTotalsWriter(client, 'ledger', () => 'page');
const named = (name: string) => Object.assign(new Error(name), { name });

function cancelled(...codes: string[]): Error {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

beforeEach(() => table.reset());

describe('a commit', () => {
  it.each([
    ['conflict', cancelled('None', 'ConditionalCheckFailed')],
    ['conflict', cancelled('TransactionConflict')],
    ['conflict', cancelled('ThrottlingError')],
    ['conflict', named('TransactionInProgressException')],
    ['refused', cancelled('None', 'ValidationError')],
    ['refused', cancelled('ItemCollectionSizeLimitExceeded', 'TransactionConflict')],
    ['refused', named('ValidationException')],
  ])('answers %s', async (result, error) => {
    table.on(TransactWriteCommand).rejects(error);
    expect(await totals.commit([], [], 0)).toBe(result);
  });

  it('rejects on an outage', async () => {
    table.on(TransactWriteCommand).rejects(named('InternalServerError'));
    await expect(totals.commit([], [], 0)).rejects.toThrow('InternalServerError');
  });
});

describe('batchGet', () => {
  const keys = Array.from({ length: 150 }, (_, index) => ({ pk: 'a', sk: String(index) }));

  it('asks again for what was left over, 100 keys at a time', async () => {
    const left = { ledger: { Keys: [{ pk: 'a', sk: '1' }] } };
    table
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { ledger: [{ sk: '0' }] }, UnprocessedKeys: left })
      .resolvesOnce({ Responses: { ledger: [{ sk: '1' }] } })
      .resolves({ Responses: { ledger: [{ sk: '100' }] } });
    expect(await batchGet(client, 'ledger', keys)).toEqual([{ sk: '0' }, { sk: '1' }, { sk: '100' }]);
    const sizes = table
      .commandCalls(BatchGetCommand)
      .map(({ args }) => args[0].input.RequestItems?.['ledger']?.Keys?.length);
    expect(sizes).toEqual([100, 1, 50]);
  });

  it('gives up when the table never gets to a key', async () => {
    table.on(BatchGetCommand).resolves({ UnprocessedKeys: { ledger: { Keys: keys.slice(0, 1) } } });
    await expect(batchGet(client, 'ledger', keys.slice(0, 1))).rejects.toThrow(UnavailableError);
  });
});
