import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../../../core/errors.ts';
import { readOtlpProtobuf } from '../../../../core/intake/otlp/read-otlp-protobuf.ts';

/** Resource spans of one library with one empty span. */
const EMPTY_SPAN = '\u000A\u0004\u0012\u0002\u0012\u0000';

it('refuses an export of millions of empty spans before it has them all', () => {
  expect(readOtlpProtobuf(Buffer.from(EMPTY_SPAN.repeat(1000)))).toHaveLength(1000);
  const read = () => readOtlpProtobuf(Buffer.from(EMPTY_SPAN.repeat(300_000)));
  expect(read).toThrow(InvalidInputError);
  expect(read).toThrow(/more than 100000 spans/);
});
