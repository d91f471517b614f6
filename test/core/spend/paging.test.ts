import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { pageOf, readCursor, readOffset, writeCursor } from '../../../core/spend/paging.ts';

const cursorOf = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('a cursor', () => {
  it('brings a list page by page, each item once', () => {
    const list = Array.from({ length: 7 }, (_, index) => index);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = pageOf(list, 3, cursor);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(list);
  });

  it.each([[[-5]], [[-1]], [[1.5]], [[1e300]], [[null]], [['1']], [[1, 2]], [{ 0: 1 }], ['1'], [[]]])(
    'that was forged as %j is refused where a position is read',
    (content) => {
      expect(() => readOffset(cursorOf(content))).toThrow(InvalidInputError);
    },
  );

  it.each(['', 'abc', '%%%', cursorOf(['z']), cursorOf([1, 'z']), '['.repeat(5000)])(
    'of other parts is refused: %s',
    (cursor) => {
      expect(() => readCursor(cursor, ['string', 'number'])).toThrow(InvalidInputError);
    },
  );

  it('gives back what was written', () => {
    expect(readCursor(writeCursor(['ü', 7]), ['string', 'number'])).toEqual(['ü', 7]);
    expect(readOffset(undefined)).toBe(0);
  });
});
