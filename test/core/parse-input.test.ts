import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../core/errors.ts';
import { parseInput } from '../../core/parse-input.ts';

const schema = z.strictObject({ tags: z.optional(z.record(z.string(), z.string())) });

function errorsOf(value: unknown): unknown {
  try {
    return parseInput(schema, value, 'the body');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.fields;
    throw error;
  }
}

const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

describe('parseInput', () => {
  it('reads an object of a thousand fields, and looks at none of a wider one', () => {
    expect(errorsOf({ tags: fields(1000) })).toEqual({ tags: fields(1000) });
    expect(errorsOf({ tags: fields(1001) })).toEqual([
      { field: 'tags', message: 'has 1001 fields: no object here takes more than 1000' },
    ]);
    expect(errorsOf(fields(20_000))).toEqual([
      { field: '', message: 'has 20000 fields: no object here takes more than 1000' },
    ]);
  });

  it('names what it does not know, and what is of another type', () => {
    expect(errorsOf({ tag: 1 })).toEqual([
      { field: 'tag', message: 'is not known here: see /docs for the names' },
    ]);
    expect(errorsOf({ tags: [] })).toEqual([
      { field: 'tags', message: 'is missing or wrong: must be an object' },
    ]);
  });

  it('has words of its own for a bound, whatever words the process has loaded for zod', () => {
    const { localeError } = z.config();
    // What importing "zod" beside "zod/mini" does.
    z.config(z.locales.en());
    try {
      expect(() =>
        parseInput(
          z.strictObject({ list: z.array(z.string()).check(z.maxLength(1)) }),
          { list: ['a', 'b'] },
          'the body',
        ),
      ).toThrow(
        expect.objectContaining({ fields: [{ field: 'list', message: 'must have at most 1 items' }] }),
      );
      expect(errorsOf({ tags: [] })).toEqual([
        { field: 'tags', message: 'is missing or wrong: must be an object' },
      ]);
    } finally {
      z.config({ localeError });
    }
  });
});
