import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableTimeouts } from '../adapters/dynamo/document-client.ts';
import { placeOfClient } from '../adapters/dynamo/place-by-sdk.ts';
import { retryPolicy } from '../adapters/dynamo/retry-policy.ts';
import { openShortWay } from '../adapters/dynamo/short-way.ts';
import { keepToOneWait } from '../adapters/dynamo/wait-once.ts';
import { once } from '../core/once.ts';

/**
 * A document client of the SDK that takes the calls of stores as well, by the same steps as in production; tests look
 * at tables with commands that no store has.
 */
export function sdkClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    requestHandler: tableTimeouts(),
    retryStrategy: retryPolicy(),
    ...config,
  });
  // It copies every input and output, attribute by attribute, for a logger that writes nothing.
  client.middlewareStack.remove('loggerMiddleware');
  openShortWay(
    client,
    once(() => placeOfClient(client)),
  );
  keepToOneWait(client);
  return DynamoDBDocumentClient.from(client, {
    // The second: a map with a field named "constructor" is no class instance, but looks like one.
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    unmarshallOptions: { wrapNumbers: true },
  });
}
