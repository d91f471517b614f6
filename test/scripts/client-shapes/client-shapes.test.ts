import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { clientQueries, clientShapes } from '../../../scripts/client-shapes/client-shapes.ts';
import { printType } from '../../../scripts/client-shapes/print-type.ts';

const FOLDER = join(import.meta.dirname, '../../../client/reading');

describe("the client's types", () => {
  it.each([
    ['answers', 'shapes.ts', clientShapes],
    ['queries', 'queries.ts', clientQueries],
  ])('of %s are those of the schemas: npm run client:shapes makes them anew', (_what, file, text) => {
    expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(text());
  });
});

describe('a type', () => {
  const amount = z.string().check(z.regex(/^\d+$/));
  const names = new Map([[amount, 'Decimal']]);

  it.each([
    [z.nullable(amount), 'Decimal | null'],
    [z.array(z.enum(['a', 'b'])), "('a' | 'b')[]"],
    [z.record(z.string(), z.array(amount)), 'Record<string, Decimal[]>'],
    [z.literal('ok'), "'ok'"],
    [
      z.array(
        z.object({ done: z.int(), total: z.optional(z.nullable(amount)), more: z.optional(z.unknown()) }),
      ),
      '{\n  done: number;\n  total?: Decimal | null | undefined;\n  more?: unknown;\n}[]',
    ],
  ])('is printed as TypeScript has it: %#', (schema, text) => {
    expect(printType(schema, names)).toBe(text);
  });

  it('that nothing prints yet is refused', () => {
    expect(() => printType(z.tuple([amount]), names)).toThrow('prints no tuple yet');
  });
});
