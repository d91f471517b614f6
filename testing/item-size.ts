import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** One write unit of DynamoDB, in bytes. */
export const WRITE_UNIT = 1024;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** A byte for two significant digits, one more, and one for a minus; at most 21. */
function numberSize(text: string): number {
  const digits = text
    .replace(/^-/, '')
    .replace(/e.*$/i, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');
  return Math.min(21, Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0));
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return bytes(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, item) => sum + 1 + valueSize(item), 0);
  if (value.M !== undefined) {
    return (
      3 + Object.entries(value.M).reduce((sum, [name, item]) => sum + 1 + bytes(name) + valueSize(item), 0)
    );
  }
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + bytes(text), 0);
  throw new TypeError('sets of numbers and of bytes are not used here');
}

/**
 * Bytes of an item by the rules of the DynamoDB developer guide, "DynamoDB item sizes and formats": names
 * and texts in UTF-8, a byte for two digits of a number and one more, 3 bytes for a list or map and 1 for
 * each of its elements.
 */
export function itemSize(item: Record<string, unknown>): number {
  const attributes = marshall(item, { removeUndefinedValues: true });
  return Object.entries(attributes).reduce((sum, [name, value]) => sum + bytes(name) + valueSize(value), 0);
}
