import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { tableAnswerMs } from '../adapters/dynamo/document-client.ts';
import { placeOfClient } from '../adapters/dynamo/place-by-sdk.ts';
import { retryPolicy } from '../adapters/dynamo/retry-policy.ts';
import { openShortWay } from '../adapters/dynamo/short-way.ts';
import { TableHttp, type WireRequest, type WireResponse } from '../adapters/dynamo/table-http.ts';
import { keepToOneWait } from '../adapters/dynamo/wait-once.ts';
import { once } from '../core/once.ts';

/** `requestHandler`: what takes the place of HTTP. */
export interface SdkClientConfig extends Omit<DynamoDBClientConfig, 'requestHandler'> {
  readonly answerMs?: number;
  readonly requestHandler?: InPlaceOfHttp;
}

/** As the SDK calls it, with a stream for an answer. */
export interface InPlaceOfHttp {
  handle(
    request: Pick<WireRequest, 'headers' | 'body'>,
  ): Promise<{ readonly response: Omit<WireResponse, 'body'> & { readonly body: Readable } }>;
}

/** The same for the short way, which has texts. */
function inText(inPlace: InPlaceOfHttp): Pick<TableHttp, 'handle'> {
  return {
    handle: async (request) => {
      const { response } = await inPlace.handle(request);
      return { response: { ...response, body: await text(response.body) } };
    },
  };
}

/**
 * A document client of the SDK that takes the calls of stores as well, by the same steps as in production; tests look
 * at tables with commands that no store has.
 */
export function sdkClient({
  answerMs = tableAnswerMs(),
  requestHandler,
  ...config
}: SdkClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    requestHandler: requestHandler ?? { requestTimeout: answerMs, throwOnRequestTimeout: true },
    retryStrategy: retryPolicy(),
    ...config,
  });
  // It copies every input and output, attribute by attribute, for a logger that writes nothing.
  client.middlewareStack.remove('loggerMiddleware');
  const { middlewareStack } = client;
  const http = requestHandler ? inText(requestHandler) : new TableHttp(answerMs);
  openShortWay(
    { middlewareStack, config: { ...client.config, requestHandler: http } },
    once(() => placeOfClient(client)),
  );
  keepToOneWait(client);
  return DynamoDBDocumentClient.from(client, {
    // The second: a map with a field named "constructor" is no class instance, but looks like one.
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    unmarshallOptions: { wrapNumbers: true },
  });
}
