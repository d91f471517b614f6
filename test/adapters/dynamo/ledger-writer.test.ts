import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { anEntry } from '../../../testing/factories.ts';

const table = mockClient(DynamoDBDocumentClient);
const BATCH = '01M7YSN7DR000000000000000A';
const named = (name: string) => Object.assign(new Error(`made ${name}`), { name });

let pauses: number[];
function writer(): DynamoLedgerWriter {
  pauses = [];
  return new DynamoLedgerWriter(documentClient({ region: 'us-east-1' }), 'ledger', (attempt) => {
    pauses.push(attempt);
    return Promise.resolve();
  });
}

beforeEach(() => table.reset());

describe('DynamoLedgerWriter', () => {
  it.each(['ValidationException', 'SerializationException'])(
    'says that an entry can never be stored on %s',
    async (name) => {
      table.on(PutCommand).rejects(named(name));
      await expect(writer().putEntry(anEntry())).rejects.toThrow(InvalidInputError);
    },
  );

  it('rejects on an outage as it is', async () => {
    table.on(PutCommand).rejects(named('InternalServerError'));
    await expect(writer().putEntry(anEntry())).rejects.toThrow('made InternalServerError');
  });

  it('does not take a failed condition for success when the old item is missing', async () => {
    table.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'exists', $metadata: {} }));
    await expect(writer().putEntry(anEntry())).rejects.toThrow('exists');
  });

  it('outlasts the aggregator at the same mark', async () => {
    table
      .on(UpdateCommand)
      .rejectsOnce(named('TransactionConflictException'))
      .rejectsOnce(named('TransactionConflictException'))
      .resolves({});
    await writer().writeReceipt(BATCH, 'E#2026-11-21#0', 3);
    expect(pauses).toEqual([0, 1]);
    table.reset();
    table.on(UpdateCommand).rejects(named('TransactionConflictException'));
    await expect(writer().writeReceipt(BATCH, 'E#2026-11-21#0', 3)).rejects.toThrow('Conflict');
    table.on(UpdateCommand).rejects(named('InternalServerError'));
    await expect(writer().writeReceipt(BATCH, 'E#2026-11-21#0', 3)).rejects.toThrow('Internal');
    expect(pauses).toEqual([]);
  });

  it('notes an earlier first day once', async () => {
    table.on(UpdateCommand).resolves({});
    const ledger = writer();
    for (const day of ['2026-11-21', '2026-11-22', '2026-11-21', '2026-11-20'])
      await ledger.noteFirstDay(day);
    const days = table
      .commandCalls(UpdateCommand)
      .map(({ args }) => args[0].input.ExpressionAttributeValues?.[':day'] as unknown);
    expect(days).toEqual(['2026-11-21', '2026-11-20']);
  });
});
