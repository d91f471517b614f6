import { ConditionalCheckFailedException, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { jitteredPause } from '../clock/jittered-pause.ts';
import { documentClient } from './document-client.ts';
import type { Item } from './entry-item.ts';

/** Answers that say for sure that nothing was written; only these may be followed by a second try. */
const NOT_WRITTEN = new Set([
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);
const MAX_TRIES = 12;
/** An answer that takes longer is lost. */
const ANSWER_MS = 20_000;

/** A client that never repeats a write by itself: a lost answer may have been a success. */
export function onceClient(config: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const requestHandler = {
    connectionTimeout: ANSWER_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  };
  return documentClient({ requestHandler, ...config, maxAttempts: 1 });
}

/**
 * Sends a write of a onceClient. Repeats it only when the table said that nothing was written; a lost
 * answer and every other failure rejects.
 */
export async function sendOnce<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const repeatable = error instanceof Error && NOT_WRITTEN.has(error.name);
      if (!repeatable || attempt + 1 >= MAX_TRIES) throw error;
      await jitteredPause(attempt);
    }
  }
}

/** The item that refused a condition, `absent` when there is none; rethrows everything else. */
export function refusingItem(error: unknown): Item | 'absent' {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item ? unmarshall(error.Item, { wrapNumbers: true }) : 'absent';
}
