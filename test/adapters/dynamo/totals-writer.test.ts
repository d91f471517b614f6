import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { DynamoTotalsWriter } from '../../../adapters/dynamo/totals-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';

const table = mockClient(DynamoDBDocumentClient);
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
    ['conflict', cancelled('None', 'ConditionalCheckFailed')],
    ['busy', cancelled('TransactionConflict')],
    ['busy', cancelled('ThrottlingError')],
    ['busy', named('TransactionInProgressException')],
    ['busy', named('ThrottlingException')],
    ['unwritable', cancelled('None', 'ValidationError')],
    ['unwritable', cancelled('ItemCollectionSizeLimitExceeded', 'TransactionConflict')],
    ['unwritable', named('ValidationException')],
  ])('answers %s', async (result, error) => {
    table.on(TransactWriteCommand).rejects(error);
    expect(await totals.commit([], [], 0)).toBe(result);
  });

  it('rejects on an outage', async () => {
    table.on(TransactWriteCommand).rejects(named('InternalServerError'));
    await expect(totals.commit([], [], 0)).rejects.toThrow('InternalServerError');
  });
});
