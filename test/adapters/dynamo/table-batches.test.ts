import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { BatchGetCall, BatchWriteCall } from '../../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../../support/mock-table.ts';

describe('a batch', () => {
  const mock = mockTable();
  const pauses: number[] = [];
  const table = new Table(documentClient({ region: 'us-east-1' }), 'ledger', (round) => {
    pauses.push(round);
    return Promise.resolve();
  });
  const keys = Array.from({ length: 150 }, (_, index) => ({ pk: 'a', sk: String(index) }));
  beforeEach(() => {
    mock.reset();
    pauses.length = 0;
  });
  afterAll(() => {
    mock.restore();
  });

  it('is asked for again where something was left over, 100 keys at a time', async () => {
    const left = { ledger: { Keys: [{ pk: 'a', sk: '1' }] } };
    mock
      .on(BatchGetCall)
      .resolvesOnce({ Responses: { ledger: [{ sk: '0' }] }, UnprocessedKeys: left })
      .resolvesOnce({ Responses: { ledger: [{ sk: '1' }] } })
      .resolves({ Responses: { ledger: [{ sk: '100' }] } });
    expect(await table.batchGet(keys)).toEqual([{ sk: '0' }, { sk: '1' }, { sk: '100' }]);
    const sizes = mock
      .commandCalls(BatchGetCall)
      .map(({ args }) => args[0].input.RequestItems?.['ledger']?.Keys?.length);
    expect([sizes, pauses]).toEqual([[100, 1, 50], [0]]);
  });

  it('is put 25 at a time, and again where something was left over', async () => {
    const left = { ledger: [{ PutRequest: { Item: { pk: 'a', sk: '3' } } }] };
    mock.on(BatchWriteCall).resolvesOnce({ UnprocessedItems: left }).resolves({});
    await table.batchPut(keys.slice(0, 30));
    const sizes = mock
      .commandCalls(BatchWriteCall)
      .map(({ args }) => args[0].input.RequestItems?.['ledger']?.length);
    expect(sizes).toEqual([25, 5, 1]);
  });

  it('is given up when the table never gets to the end of it', async () => {
    mock.on(BatchGetCall).resolves({ UnprocessedKeys: { ledger: { Keys: keys.slice(0, 1) } } });
    await expect(table.batchGet(keys.slice(0, 1))).rejects.toThrow(UnavailableError);
    mock
      .on(BatchWriteCall)
      .resolves({ UnprocessedItems: { ledger: [{ PutRequest: { Item: { pk: 'a' } } }] } });
    await expect(table.batchPut(keys.slice(0, 1))).rejects.toThrow(UnavailableError);
  });
});
