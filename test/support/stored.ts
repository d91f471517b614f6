import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** An item as the document client reads it back after writing it: sets, numbers and left-out attributes included. */
export function stored(item: Record<string, unknown>): Record<string, unknown> {
  return unmarshall(marshall(item, { removeUndefinedValues: true }), { wrapNumbers: true });
}
