import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../../../core/errors.ts';
import { readOtlpProtobuf } from '../../../../core/intake/otlp/read-otlp-protobuf.ts';

/** Resource spans of one library with one empty span. */
const EMPTY_SPAN = '\u000A\u0004\u0012\u0002\u0012\u0000';

it('refuses an export of too many empty spans before it has them all', () => {
  const message = expect.stringMatching(/more than 100000 spans/) as string;
  expect(() => readOtlpProtobuf(Buffer.from(EMPTY_SPAN.repeat(150_000)))).toThrow(
    expect.objectContaining({ name: InvalidInputError.name, message }) as Error,
  );
});
