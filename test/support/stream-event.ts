import { Buffer } from 'node:buffer';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBRecord } from 'aws-lambda';

/** The context that a handler gets; only what the logger reads. */
export const lambdaContext = {
  functionName: 'function',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:function',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 30_000,
} as unknown as Context;

/** An item as a new image of the stream: bytes are base64 texts, as Lambda passes them on. */
export function streamRecord(
  item: Record<string, unknown>,
  sequence = '100000000000000000001',
): DynamoDBRecord {
  const image = marshall(item, { removeUndefinedValues: true });
  const json = JSON.stringify(image, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  const NewImage = JSON.parse(json) as Record<string, { S: string }>;
  const { pk, sk } = NewImage;
  return {
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: sequence, Keys: { pk, sk }, NewImage },
  } as DynamoDBRecord;
}
