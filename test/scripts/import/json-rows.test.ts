import { describe, expect, it } from 'vitest';
import { readJsonRows } from '../../../scripts/import/json-rows.ts';

describe('rows of JSON', () => {
  it('names the line of one that is nested too deep, and reads its neighbours', () => {
    const deep = `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`;
    const rows = readJsonRows(`{"a":1}\n${deep}\n{"a":2}`);
    expect(rows).toMatchObject([
      { line: 1, record: { a: '1' } },
      { line: 2, errors: [{ field: '' }] },
      { line: 3, record: { a: '2' } },
    ]);
  });
});
