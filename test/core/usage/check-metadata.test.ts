import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { checkMetadata } from '../../../core/usage/check-metadata.ts';
import { parseExactJson } from '../../../core/usage/exact-json.ts';

/** As a message has them: numbers keep their digits. */
const problemOf = (json: string) => checkMetadata(parseExactJson(json) as Record<string, unknown>)?.message;
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const bytes = (count: number): string => `{"a":"${'x'.repeat(count - '{"a":""}'.length)}"}`;

describe('checkMetadata', () => {
  it('takes any JSON within the bounds, and none at all', () => {
    expect(checkMetadata(undefined)).toBeUndefined();
    for (const json of [
      '{}',
      '{"a":[1,"b",null,{"c":true}]}',
      '{"a":9007199254740991}',
      '{"a":0}',
      '{"a":0.0}',
      '{"a":1e-100}',
      '{"a":9007199254740991.0}',
      '{"a":-1e-99}',
    ]) {
      expect(problemOf(json)).toBeUndefined();
    }
    expect(problemOf(bytes(LIMITS.metadataBytes))).toBeUndefined();
    expect(problemOf(nested(LIMITS.metadataLevels))).toBeUndefined();
  });

  it.each([
    [bytes(LIMITS.metadataBytes + 1), 'may have 8 KB'],
    [nested(LIMITS.metadataLevels + 1), 'may have 16 levels'],
    ['{"a":[{"constructor":1}]}', 'must hold no field named "constructor"'],
    ['{"a":[9007199254740993]}', 'holds a number beyond 2^53'],
    ['{"a":1e-101}', 'holds a number beyond 2^53 or below 10^-100'],
  ])('says of %.30s… why it cannot be kept', (json, words) => {
    expect(problemOf(json)).toContain(words);
  });
});
