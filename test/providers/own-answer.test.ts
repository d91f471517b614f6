import { expect, it } from 'vitest';
import { ownAnswer } from '../../providers/own-answer.ts';

it.each([
  ['ollama', { model: 'llama3.2', done: true, eval_count: 1 }],
  ['deepgram', { metadata: { request_id: 'r', duration: 1 } }],
  ['assemblyai', { status: 'completed', audio_duration: 1 }],
  [undefined, { usage: { prompt_tokens: 1 }, choices: [], metadata: {} }],
  [undefined, null],
  [undefined, 'text'],
])('tells whose answer one is by its shape: %s', (provider, answer) => {
  expect(ownAnswer(answer)?.provider).toBe(provider);
});
