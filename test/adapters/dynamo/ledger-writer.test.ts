import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';
import { DynamoLedgerWriter } from '../../../adapters/dynamo/ledger-writer.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';
import { PutCall, UpdateCall } from '../../../adapters/dynamo/table-calls.ts';
import { mockTable } from '../../support/mock-table.ts';

const table = mockTable();
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
      table.on(PutCall).rejects(named(name));
      await expect(writer().putEntry(anEntry())).rejects.toThrow(InvalidInputError);
    },
  );

  it('rejects on an outage as it is', async () => {
    table.on(PutCall).rejects(named('InternalServerError'));
    await expect(writer().putEntry(anEntry())).rejects.toThrow('made InternalServerError');
  });

  it('does not take a failed condition for success when the old item is missing', async () => {
    table.on(PutCall).rejects(new ConditionalCheckFailedException({ message: 'exists', $metadata: {} }));
    await expect(writer().putEntry(anEntry())).rejects.toThrow('does not return the item');
  });

  it('notes each day once', async () => {
    table.on(UpdateCall).resolves({});
    const ledger = writer();
    for (const day of [aDay('2026-11-21'), aDay('2026-11-22'), aDay('2026-11-21'), aDay('2026-11-20')])
      await ledger.noteDay(day, 0);
    const days = table
      .commandCalls(UpdateCall)
      .map(({ args }) => args[0].input.ExpressionAttributeValues?.[':day'] as unknown);
    expect(days).toEqual(['2026-11-21', '2026-11-22', '2026-11-20']);
  });
});
