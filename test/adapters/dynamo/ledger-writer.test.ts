import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';

const table = mockClient(DynamoDBDocumentClient);
afterAll(() => {
  table.restore();
});
const named = (name: string) => Object.assign(new Error(`made ${name}`), { name });

function writer(): DynamoLedgerWriter {
  return new DynamoLedgerWriter(new Table(documentClient({ region: 'us-east-1' }), 'ledger'));
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
    await expect(writer().putEntry(anEntry())).rejects.toThrow('does not return the item');
  });

  it('notes each day once', async () => {
    table.on(UpdateCommand).resolves({});
    const ledger = writer();
    for (const day of [aDay('2026-11-21'), aDay('2026-11-22'), aDay('2026-11-21'), aDay('2026-11-20')])
      await ledger.noteDay(day, 0);
    const days = table
      .commandCalls(UpdateCommand)
      .map(({ args }) => args[0].input.ExpressionAttributeValues?.[':day'] as unknown);
    expect(days).toEqual(['2026-11-21', '2026-11-22', '2026-11-20']);
  });
});
