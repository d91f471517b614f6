import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A client whose nth write is its last: it fails, or reaches the table and loses its answer. */
export function dying(client: DynamoDBDocumentClient, nth: number, reaches: boolean): DynamoDBDocumentClient {
  let writes = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!/^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(commandName)) return next(args);
        writes++;
        if (writes === nth && reaches) await next(args);
        if (writes >= nth) throw new Error('the function died');
        return next(args);
      },
    { step: 'initialize', name: 'dying' },
  );
  return client;
}
