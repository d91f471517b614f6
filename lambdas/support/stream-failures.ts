import type { DynamoDBBatchResponse } from 'aws-lambda';

/**
 * The lowest of these sequence numbers, from which the stream goes on; they have 21 to 40 digits and are not
 * padded. Empty for none.
 */
export function lowestFailure(sequences: readonly string[]): DynamoDBBatchResponse['batchItemFailures'] {
  const [first, ...rest] = sequences;
  if (first === undefined) return [];
  const itemIdentifier = rest.reduce((low, next) => (BigInt(next) < BigInt(low) ? next : low), first);
  return [{ itemIdentifier }];
}
