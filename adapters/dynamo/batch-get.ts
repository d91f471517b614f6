import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { UnavailableError } from '../../core/errors.ts';
import { jitteredPause } from '../clock/jittered-pause.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';

/** BatchGetItem takes at most 100 keys. */
const MAX_KEYS = 100;
/** BatchGetItem may leave keys over under load; this many rounds before that is an outage. */
const MAX_ROUNDS = 8;

/** Consistent reads of items by key; absent items are left out. Throws UnavailableError under lasting load. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
  consistent = true,
  pause = jitteredPause,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) {
    let wanted: Item[] = keys.slice(start, start + MAX_KEYS).map(({ pk, sk }) => ({ pk, sk }));
    for (let round = 0; wanted.length > 0; round++) {
      if (round === MAX_ROUNDS)
        throw new UnavailableError('the table leaves keys of a batch unread: try again');
      const answer = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: consistent } } }),
      );
      items.push(...((answer.Responses?.[table] ?? []) as Item[]));
      wanted = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Item[];
      if (wanted.length > 0) await pause(round);
    }
  }
  return items;
}
