import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { answerQuote } from '../../../core/pricing/quote.ts';

const book = createPriceBook();
const NOW = Date.parse('2026-11-30T12:00:00Z');

function quoted(
  provider: string,
  model: string,
  usage: Readonly<Record<string, number>>,
  attributes: Readonly<Record<string, string>> = {},
) {
  const { costUsd, status, warnings = [] } = answerQuote(book, { provider, model, usage, attributes }, NOW);
  return { costUsd, status, warned: warnings.map(({ field, suggestion }) => [field, suggestion]) };
}

/** Names as people write them who have read no list of prices: of providers' front pages, without owner or date. */
describe('names as applications know them', () => {
  it.each([
    ['openai', 'gpt-4', { input_tokens: 1000 }, '0.03'],
    ['openai', 'gpt-4-turbo', { input_tokens: 1000 }, '0.01'],
    ['openai', 'gpt-3.5-turbo', { input_tokens: 1000 }, '0.0005'],
    ['anthropic', 'claude-3.5-sonnet', { input_tokens: 1000 }, '0.003'],
    ['anthropic', 'claude-3-5-sonnet', { input_tokens: 1000 }, '0.003'],
    ['anthropic', 'claude-3-opus', { input_tokens: 1000 }, '0.015'],
    ['anthropic', 'claude-3-haiku', { input_tokens: 1000 }, '0.00025'],
    ['google', 'gemini-2.0-flash', { input_tokens: 1000 }, '0.0001'],
    ['google', 'imagen-4.0-generate-001', { images: 1 }, '0.04'],
    ['google', 'gemini-2.5-flash-image', { images: 1 }, '0.039'],
    ['openai', 'dall-e-3', { images: 1 }, '0.04'],
    ['openai', 'tts-1', { characters: 1000 }, '0.015'],
    ['openai', 'whisper-1', { audio_seconds: 60 }, '0.006'],
    ['replicate', 'flux-schnell', { images: 5 }, '0.015'],
    ['elevenlabs', 'eleven_multilingual_v2', { characters: 1000 }, '0.1'],
    ['cloudflare', 'workers', { requests: 1000 }, '0.0003'],
    ['cloudflare', 'queues', { operations: 10 }, '0.000004'],
    ['temporal', 'actions', { actions: 100 }, '0.005'],
    ['aws', 'ses', { emails: 10 }, '0.001'],
    ['aws', 'sqs', { requests: 10 }, '0.000004'],
    ['aws', 'lambda', { gb_seconds: 10 }, '0.000166667'],
  ])('%s %s has a price for %o', (provider, model, usage, costUsd) => {
    expect(quoted(provider, model, usage)).toEqual({
      costUsd,
      status: 'priced',
      warned: [],
    });
  });

  it.each([
    ['pika', 'pika', { video_seconds: 5 }, 'model'],
    ['pika', 'pika-1.0', { video_seconds: 5 }, 'model'],
    ['elevenlabs', 'eleven_monolingual_v1', { characters: 1000 }, 'model'],
    ['google', 'imagen-3', { images: 1 }, 'model'],
    ['flux', 'flux-schnell', { images: 1 }, 'provider'],
    ['cloudflare', 'r2', { class_a_operations: 10 }, 'usage.class_a_operations'],
  ])('%s %s by %o is told the right name, which has a price', (provider, model, usage, field) => {
    const asked = { provider, model, usage: usage as Record<string, number> };
    const first = quoted(provider, model, asked.usage);
    expect(first.status).toBe('unpriced');
    const [[warned, suggestion] = []] = first.warned;
    expect(warned).toBe(field);
    const right =
      field === 'model' || field === 'provider'
        ? { ...asked, [field]: suggestion }
        : { ...asked, usage: { [String(suggestion)]: Object.values(asked.usage)[0] ?? 0 } };
    const again = quoted(right.provider, right.model, right.usage);
    expect([again.status, Number(again.costUsd) > 0]).toEqual(['priced', true]);
  });

  it.each([
    ['google', 'gemini-2.5-flash-preview-tts', { characters: 1000 }, 'usage.characters'],
    ['openai', 'gpt-image-1', { images: 1 }, 'attributes.quality'],
  ])('%s %s by %o is told what it is sold by', (provider, model, usage, field) => {
    const { status, warned } = quoted(provider, model, usage);
    expect([status, warned[0]]).toEqual(['unpriced', [field, null]]);
  });
});
