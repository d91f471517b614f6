import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { PREFIX } from '../../contracts/table-layout.ts';
import type { StoredRecord } from '../../core/spend/ledger-record.ts';
import { textAttribute } from './document-client.ts';
import { entryOf, type Item } from './entry-item.ts';
import { outcomeOf } from './outcome-item.ts';

/**
 * Reads an item of the ledger, as the stream or a query gives it. Answers undefined for an item that is
 * neither entry nor outcome. Throws a TypeError when it cannot be read.
 */
export function storedRecord(item: Item, sequence: string): StoredRecord | undefined {
  const partition = textAttribute(item['pk']);
  if (partition.startsWith(PREFIX.entry)) {
    return { sequence, partition, content: { entry: entryOf(item) } };
  }
  if (partition.startsWith(PREFIX.outcome)) {
    return { sequence, partition, content: { outcome: outcomeOf(item) } };
  }
  return undefined;
}

/** The new image of a stream record as an item with exact numbers. */
export function streamImage(image: Record<string, AttributeValue>): Item {
  return unmarshall(image, { wrapNumbers: true });
}
