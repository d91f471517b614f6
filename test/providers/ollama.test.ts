import { describe, expect, it } from 'vitest';
import { readOllama } from '../../providers/ollama.ts';

describe('an answer of Ollama', () => {
  it.each([
    [
      '/api/chat',
      { model: 'llama3.2', message: {}, done: true, prompt_eval_count: 26, eval_count: 298 },
      'llm',
      { input_tokens: 26, output_tokens: 298 },
    ],
    [
      '/api/generate, whose prompt is cached whole',
      { model: 'llama3.2', response: 'x', done: true, total_duration: 9, eval_count: 298 },
      'llm',
      { output_tokens: 298 },
    ],
    [
      '/api/embed',
      { model: 'all-minilm', embeddings: [[0.1]], total_duration: 9, prompt_eval_count: 8 },
      'embedding',
      { input_tokens: 8 },
    ],
  ])('is read of %s', (_route, answer, service, usage) => {
    const own = readOllama(answer, {});
    expect(own?.part).toEqual({ service, reading: { kind: 'usage', usage, attributes: {} } });
    expect(own).toMatchObject({ provider: 'ollama', model: answer.model });
  });

  it('is none of a line before the last, or of another protocol', () => {
    expect(readOllama({ model: 'llama3.2', message: {}, done: false }, {})).toBeUndefined();
    expect(readOllama({ usage: { prompt_tokens: 1 } }, {})).toBeUndefined();
  });
});
