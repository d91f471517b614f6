import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { stopExpiry } from '../../../adapters/dynamo/stop-expiry.ts';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { UpdateTimeToLiveCall } from '../../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../../support/mock-table.ts';

const dynamodb = mockTable();
afterAll(() => {
  dynamodb.restore();
});

beforeEach(() => dynamodb.reset());

function stop(): Promise<void> {
  return stopExpiry(documentClient({ region: 'us-east-1' }), 'ledger');
}

function refused(message: string): void {
  dynamodb
    .on(UpdateTimeToLiveCall)
    .rejects(Object.assign(new Error(message), { name: 'ValidationException' }));
}

describe('the expiry of a table', () => {
  it('is switched off', async () => {
    dynamodb.on(UpdateTimeToLiveCall).resolves({});
    await stop();
    expect(dynamodb.commandCalls(UpdateTimeToLiveCall)[0]?.args[0].input).toEqual({
      TableName: 'ledger',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: false },
    });
  });

  it.each([
    'TimeToLive is already disabled',
    'Time to live has been modified multiple times within a fixed interval',
  ])('is left where DynamoDB says: %s', async (message) => {
    refused(message);
    await expect(stop()).resolves.toBeUndefined();
  });

  it('is not said to be off where the call itself is wrong', async () => {
    refused('TimeToLive is active on a different AttributeName: current AttributeName is other');
    await expect(stop()).rejects.toThrow('different AttributeName');
  });
});
