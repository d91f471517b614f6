import { describe, expect, it } from 'vitest';
import { foldedRows } from '../../../dashboard/src/table/use-fold.ts';

describe('a long table', () => {
  it.each([
    [360, 6],
    [620, 6],
    [621, 20],
    [860, 20],
    [1440, 50],
    [2560, 50],
  ])('in a window of %i px shows %i rows at first', (width, rows) => {
    expect(foldedRows(1000, width)).toBe(rows);
  });

  it('is whole where a button would bring hardly more', () => {
    expect([6, 7, 8, 9].map((count) => foldedRows(count, 360))).toEqual([6, 7, 8, 6]);
  });
});
