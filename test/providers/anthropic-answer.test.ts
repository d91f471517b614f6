import { describe, expect, it } from 'vitest';
import { readAnthropicAnswer } from '../../providers/anthropic-answer.ts';

const COMPACTION = { type: 'compaction', input_tokens: 55_000, output_tokens: 1200 };
const MESSAGE = { type: 'message', input_tokens: 3000, output_tokens: 5 };

function partsOf(usage: object, model = 'claude-sonnet-5') {
  return readAnthropicAnswer({ model, usage }).map((part) => [
    part.model,
    part.reading.kind === 'rejected' ? part.reading.problems : part.reading.usage,
  ]);
}

describe('iterations of a message', () => {
  it('add a compaction, which the top level leaves out', () => {
    expect(partsOf({ input_tokens: 3000, output_tokens: 5, iterations: [COMPACTION, MESSAGE] })).toEqual([
      [undefined, { input_tokens: 58_000, output_tokens: 1205 }],
    ]);
  });

  it('are parts of their own where another model worked', () => {
    const advisor = {
      type: 'advisor_message',
      model: 'claude-opus-4-6',
      input_tokens: 823,
      cache_read_input_tokens: 100,
      output_tokens: 1612,
    };
    expect(
      partsOf({ input_tokens: 412, output_tokens: 531, iterations: [MESSAGE, advisor, advisor] }),
    ).toEqual([
      [undefined, { input_tokens: 412, output_tokens: 531 }],
      ['claude-opus-4-6', { input_tokens: 1646, cache_read_tokens: 200, output_tokens: 3224 }],
    ]);
  });
});
