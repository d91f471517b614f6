import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

interface Consumed {
  readonly CapacityUnits?: number;
}

interface Answered {
  body: AsyncIterable<Uint8Array>;
}

/** What calls of a client took, as the table tells it. */
export interface ReadUnits {
  units: number;
  requests: number;
}

/** Adds up the units of every answer of the table as it travels, pages that skip the client's own reading included. */
export function countReadUnits(client: DynamoDBDocumentClient): ReadUnits {
  const counted: ReadUnits = { units: 0, requests: 0 };
  client.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } }),
    { step: 'initialize', priority: 'low', name: 'askUnits' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as Answered;
      const parts: Uint8Array[] = [];
      for await (const part of response.body) parts.push(part);
      const text = Buffer.concat(parts);
      const { ConsumedCapacity = [] } = JSON.parse(text.toString('utf8')) as {
        ConsumedCapacity?: Consumed | readonly Consumed[];
      };
      for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) counted.units += CapacityUnits;
      counted.requests++;
      response.body = Readable.from([text]);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'countUnits' },
  );
  return counted;
}
