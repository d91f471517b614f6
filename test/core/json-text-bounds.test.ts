import { describe, expect, it } from 'vitest';
import { JSON_MARKS, parseJson } from '../../core/json-text.ts';

function listOf(marks: number): string {
  return `[${'0,'.repeat(marks - 1)}0]`;
}

describe('parseJson', () => {
  it('refuses what would become millions of objects before it makes one', () => {
    expect(parseJson(listOf(JSON_MARKS))).toHaveLength(JSON_MARKS);
    expect(() => parseJson(listOf(JSON_MARKS + 1))).toThrow(/too many objects/);
    expect(() => parseJson(`[${'{},'.repeat(2 * JSON_MARKS)}{}]`)).toThrow(/too many objects/);
    expect(parseJson(JSON.stringify(','.repeat(JSON_MARKS + 5)))).toHaveLength(JSON_MARKS + 5);
  });
});
