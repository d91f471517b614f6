import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { readOtlpProtobuf } from '../../../../core/intake/otlp/read-otlp-protobuf.ts';

/** Resource spans of one library with one empty span. */
const EMPTY_SPAN = '\u000A\u0004\u0012\u0002\u0012\u0000';

it('reads empty spans', () => {
  expect(readOtlpProtobuf(Buffer.from(EMPTY_SPAN.repeat(1000)))).toHaveLength(1000);
});
