import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { WireResponse } from '../../adapters/dynamo/table-http.ts';

/** Request units of the calls of a client, as the table reports them, and how many requests they were. */
export interface Units {
  write: number;
  read: number;
  requests: number;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

const WRITES = new Set([
  'BatchWriteItemCommand',
  'DeleteItemCommand',
  'PutItemCommand',
  'TransactWriteItemsCommand',
  'UpdateItemCommand',
]);

/**
 * Adds up what every call of the client takes from now on; the calls themselves stay as they are. Each answer is read
 * as it travels, so that pages which skip the client's own reading count too.
 */
export function countUnits(client: DynamoDBDocumentClient): Units {
  const units: Units = { write: 0, read: 0, requests: 0 };
  client.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } }),
    { step: 'initialize', priority: 'low', name: 'askUnits' },
  );
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const { ConsumedCapacity = [] } = JSON.parse((result.response as WireResponse).body) as {
          ConsumedCapacity?: Consumed | readonly Consumed[];
        };
        const used = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        units[WRITES.has(commandName) ? 'write' : 'read'] += used;
        units.requests++;
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'countUnits' },
  );
  return units;
}
