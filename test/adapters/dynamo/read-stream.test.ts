import { describe, expect, it } from 'vitest';
import { readStream } from '../../../adapters/dynamo/read-stream.ts';
import { PARTITION_KEY, SORT_KEY } from '../../../contracts/table-layout.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function unreadableName(keys: readonly string[]): string | undefined {
  const values: Record<string, unknown> = {
    [PARTITION_KEY]: { S: 'E#nothing' },
    [SORT_KEY]: { S: 'readable' },
  };
  const Keys = Object.fromEntries(keys.map((key) => [key, values[key]]));
  const record = { dynamodb: { SequenceNumber: '1', Keys, NewImage: values } };
  const { unreadable } = readStream([record], () => undefined, NOW);
  return unreadable[0]?.messageId;
}

describe('a record that cannot be read', () => {
  it('has the same name whatever the order of its keys is', () => {
    expect(unreadableName([PARTITION_KEY, SORT_KEY])).toBe('E#nothing readable');
    expect(unreadableName([SORT_KEY, PARTITION_KEY])).toBe('E#nothing readable');
  });

  it('is named by what it has where a key is missing', () => {
    expect(unreadableName([])).toBe(' ');
  });
});
