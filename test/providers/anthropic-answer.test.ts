import { describe, expect, it } from 'vitest';
import { anthropicModel, readAnthropicAnswer } from '../../providers/anthropic-answer.ts';

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

/** Usage of a real answer: Fable declined after 299 tokens, and Opus answered. */
const DECLINED = {
  type: 'message',
  model: 'claude-fable-5',
  input_tokens: 2,
  cache_creation_input_tokens: 2083,
  cache_read_input_tokens: 560_186,
  output_tokens: 299,
};
const ANSWERED = {
  type: 'fallback_message',
  model: 'claude-opus-4-8',
  input_tokens: 2,
  cache_read_input_tokens: 491_047,
  output_tokens: 476,
};

const handed = (category: string) => ({
  type: 'fallback',
  from: { model: 'claude-fable-5' },
  to: { model: 'claude-opus-4-8' },
  trigger: { category },
});

const partsOfMessage = (message: object) =>
  readAnthropicAnswer({ model: 'claude-opus-4-8', ...message }, { model: 'claude-fable-5' }).map((part) => [
    part.model,
    part.reading.kind === 'usage' && part.reading.usage,
  ]);

describe('a message that a fallback answered', () => {
  const { type: _type, model: _model, ...top } = ANSWERED;
  const own = { input_tokens: 2, cache_read_tokens: 491_047, output_tokens: 476 };
  const silent = { ...DECLINED, output_tokens: 0 };
  it('bills the attempt that declined in the middle at its own model', () => {
    expect(partsOfMessage({ usage: { ...top, iterations: [DECLINED, ANSWERED] } })).toEqual([
      [undefined, own],
      [
        'claude-fable-5',
        { input_tokens: 2, cache_read_tokens: 560_186, cache_write_5m_tokens: 2083, output_tokens: 299 },
      ],
    ]);
  });

  it('bills none that declined before it said anything, but for the categories that are', () => {
    const usage = { ...top, iterations: [silent, ANSWERED] };
    const text = { type: 'text', text: 'x' };
    expect(partsOfMessage({ usage, content: [handed('cyber'), text] })).toEqual([[undefined, own]]);
    expect(partsOfMessage({ usage, content: [handed('bio'), text] })).toHaveLength(2);
  });

  it('is of the model that answered, though the stream began with another', () => {
    const message = { model: 'claude-fable-5', usage: { ...top, iterations: [silent, ANSWERED] } };
    expect(anthropicModel(message)).toBe('claude-opus-4-8');
    expect(partsOfMessage(message)).toEqual([[undefined, own]]);
  });

  it('takes an entry without a model for the model that was asked', () => {
    const { model: _asked, ...unnamed } = DECLINED;
    const parts = partsOfMessage({ usage: { ...top, iterations: [unnamed, ANSWERED] } });
    expect(parts[1]?.[0]).toBe('claude-fable-5');
  });
});

const refusal = (category: string | null, content: unknown, output_tokens: number) =>
  readAnthropicAnswer({
    model: 'claude-fable-5',
    stop_reason: 'refusal',
    stop_details: { type: 'refusal', category },
    content,
    usage: { input_tokens: 412, output_tokens },
  })[0]?.reading;

describe('a refusal', () => {
  it('before any output bills nothing, unless its category is billed', () => {
    expect(refusal('cyber', [], 0)).toEqual({ kind: 'usage', usage: {}, attributes: {} });
    // Bedrock counts a token of an answer that says nothing.
    expect(refusal(null, [], 1)).toMatchObject({ usage: {} });
    expect(refusal('cyber', undefined, 0)).toMatchObject({ usage: {} });
    expect(refusal('reasoning_extraction', [], 0)).toMatchObject({ usage: { input_tokens: 412 } });
  });

  it('in the middle bills what was read and written', () => {
    const usage = { input_tokens: 412, output_tokens: 31 };
    expect(refusal('cyber', [{ type: 'text', text: 'x' }], 31)).toMatchObject({ usage });
  });
});
