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

const told = (errors: object[]) => expect.objectContaining({ fields: errors }) as Error;

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
    expect(errorsOf({ tags: [] })).toEqual([{ field: 'tags', message: 'must be an object' }]);
  });

  it('says of what is missing that it is, and of what is wrong what it must be', () => {
    const named = z.strictObject({
      name: z.string('must be a name'),
      list: z.array(z.strictObject({ count: z.number() })),
      other: z.optional(z.string('leave it out')),
    });
    const read = (value: unknown) => () => parseInput(named, value, 'the body');
    expect(read({ list: [{}] })).toThrow(
      told([
        { field: 'name', message: 'is missing: it must be a name' },
        { field: 'list.0.count', message: 'is missing: it must be a number' },
      ]),
    );
    expect(read({ name: 1, list: [{ count: 'x' }], other: 2 })).toThrow(
      told([
        { field: 'name', message: 'must be a name' },
        { field: 'list.0.count', message: 'must be a number' },
        { field: 'other', message: 'leave it out' },
      ]),
    );
    expect(read(undefined)).toThrow(told([{ field: '', message: 'must be an object' }]));
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
      expect(errorsOf({ tags: [] })).toEqual([{ field: 'tags', message: 'must be an object' }]);
    } finally {
      z.config({ localeError });
    }
  });
});
