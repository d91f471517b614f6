import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Request units of the calls of a client, as the table reports them. */
export interface Units {
  write: number;
  read: number;
}

const WRITES = new Set([
  'BatchWriteItemCommand',
  'DeleteItemCommand',
  'PutItemCommand',
  'TransactWriteItemsCommand',
  'UpdateItemCommand',
]);

/** Adds what every call of the client takes to `units`; the calls themselves stay as they are. */
export function countUnits(client: DynamoDBDocumentClient, units: Units): DynamoDBDocumentClient {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const { ConsumedCapacity = [] } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
        };
        const used = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        units[WRITES.has(commandName) ? 'write' : 'read'] += used;
        return result;
      },
    { step: 'initialize', priority: 'low', name: 'units' },
  );
  return client;
}
