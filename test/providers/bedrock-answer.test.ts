import { describe, expect, it } from 'vitest';
import { bedrockService, bedrockUsage, readBedrockAnswer } from '../../providers/bedrock-answer.ts';
import { isFields } from '../../providers/fields.ts';

type Answer = Readonly<Record<string, unknown>>;

function billed(answer: Answer, model?: string) {
  const usage = bedrockUsage(answer);
  return isFields(usage) ? readBedrockAnswer(answer, usage, model, { serviceTier: undefined }) : undefined;
}

const rows: readonly (readonly [string, Answer, Readonly<Record<string, number>>])[] = [
  [
    'Converse',
    { usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 } },
    { input_tokens: 7, output_tokens: 3 },
  ],
  ['Llama', { prompt_token_count: 7, generation_token_count: 3 }, { input_tokens: 7, output_tokens: 3 }],
  [
    'Titan, in several results',
    { inputTextTokenCount: 7, results: [{ tokenCount: 1 }, { tokenCount: 2 }] },
    { input_tokens: 7, output_tokens: 3 },
  ],
  [
    'the last chunk of a stream',
    { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 7, outputTokenCount: 3 } },
    { input_tokens: 7, output_tokens: 3 },
  ],
  [
    'a model that speaks the protocol of OpenAI',
    { usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
    { input_tokens: 7, output_tokens: 3 },
  ],
  ['Claude', { usage: { input_tokens: 7, output_tokens: 3 } }, { input_tokens: 7, output_tokens: 3 }],
];

describe('an answer of Bedrock', () => {
  it.each(rows)('of %s tells its parts', (_name, answer, usage) => {
    expect(billed(answer, 'a-model')).toMatchObject([{ service: 'llm', reading: { kind: 'usage', usage } }]);
  });

  it('with an embedding is of that service', () => {
    const answer = { embedding: [0.1], inputTextTokenCount: 7 };
    expect(billed(answer)).toMatchObject([{ service: 'embedding' }]);
    expect(['amazon.titan-embed-text-v2:0', 'amazon.nova-lite-v1:0'].map(bedrockService)).toEqual([
      'embedding',
      'llm',
    ]);
  });

  it('without counts tells none', () => {
    expect(billed({ outputs: [] })).toBeUndefined();
  });
});
