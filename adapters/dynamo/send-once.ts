import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './entry-item.ts';

/** The item that refused a condition, `absent` when there is none; rethrows everything else. */
export function refusingItem(error: unknown): Item | 'absent' {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  return error.Item ? unmarshall(error.Item, { wrapNumbers: true }) : 'absent';
}
