import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { nearestModels } from '../../../core/pricing/suggest-models.ts';

describe('known models of a like name', () => {
  it('come the nearest first, with how near they are', () => {
    const known = ['gpt-6-sol', 'gpt-6-luna', 'whisper-1', 'gpt-6-sol-fast'];
    expect(nearestModels(known, 'gpt-6-soll')).toEqual([
      { model: 'gpt-6-sol', confidence: 0.9 },
      { model: 'gpt-6-sol-fast', confidence: 0.64 },
      { model: 'gpt-6-luna', confidence: 0.6 },
    ]);
    expect(nearestModels(known, 'gpt-6-soll', 1)).toHaveLength(1);
  });

  it('are certain where case and separators alone differ', () => {
    expect(nearestModels(['glm-5.3'], 'GLM_5-3')).toEqual([{ model: 'glm-5.3', confidence: 1 }]);
  });

  it('are those that a short name leaves words of out', () => {
    const known = ['pika-v2.2', 'gemini-2.5-flash-tts', 'gemini-2.5-flash', 'tts-1'];
    expect(nearestModels(known, 'pika')).toEqual([{ model: 'pika-v2.2', confidence: 0.73 }]);
    expect(nearestModels(known, 'gemini_tts')).toEqual([{ model: 'gemini-2.5-flash-tts', confidence: 0.75 }]);
    expect(nearestModels(['gpt-4o-mini-tts'], 'tts')).toEqual([]);
    expect(nearestModels(known, 'tts-gemini')).toEqual([]);
  });

  it('are the right ones for the names that people write', () => {
    const book = createPriceBook();
    const first = (provider: string, model: string) => book.suggest(provider, model)[0]?.model;
    expect(first('pika', 'pika')).toBe('pika-v2.2');
    expect(first('pika', 'pika-1.0')).toBe('pika-v2.2');
    expect(first('elevenlabs', 'eleven_monolingual_v1')).toBe('eleven_multilingual_v2');
    expect(first('google', 'gemini_tts')).toBe('gemini-2.5-pro-tts');
  });

  it('are near by what follows the owner too, which people leave out', () => {
    const book = createPriceBook();
    expect(book.suggest('replicate', 'flux-shnell')[0]?.model).toBe('black-forest-labs/flux-schnell');
  });

  it('are the name that the asked one only adds words to, before one that is spelled like it', () => {
    const known = ['gpt-4o-mini-tts', 'gpt-4o-mini', 'gpt-4o'];
    expect(nearestModels(known, 'gpt-4o-mini-next')[0]?.model).toBe('gpt-4o-mini');
    expect(nearestModels(known, 'gpt-4o-mini-2')[0]).toEqual({ model: 'gpt-4o-mini', confidence: 0.99 });
    expect(nearestModels(['o3'], 'o3-next-large')).toEqual([]);
  });

  it('are none for a name that is like nothing, an empty one and a very long one', () => {
    expect(nearestModels(['gpt-6-sol'], 'house-model')).toEqual([]);
    expect(nearestModels(['gpt-6-sol'], '')).toEqual([]);
    expect(nearestModels(['gpt-6-sol'], 'gpt-6-sol'.repeat(10_000))).toEqual([]);
  });

  it('are those of the provider, and of those whose models it sells', () => {
    const book = createPriceBook();
    const models = (provider: string, model: string) =>
      book.suggest(provider, model).map((suggestion) => suggestion.model);
    expect(models('anthropic', 'claude-sonnet-5-6')).toContain('claude-sonnet-5');
    expect(models('azure', 'gpt-4.1-minni')[0]).toBe('gpt-4.1-mini');
    expect(models('nobody', 'gpt-4o')).toEqual([]);
    // Its images have a price by quality and size: another model's name is no answer to what is missing.
    expect(models('openai', 'gpt-image-1')).toEqual([]);
    expect(models('google', 'imagen-4')).toContain('imagen-4.0-generate-001');
  });
});

describe('providers that have a model', () => {
  const book = createPriceBook();

  it.each([
    ['flux', 'flux-schnell', ['replicate']],
    ['flux', 'black-forest-labs/flux-schnell', ['replicate']],
    ['gpt', 'gpt-4o', ['openai']],
    ['dalle', 'dall-e-3', ['openai']],
    ['s3', 'standard-put', ['aws']],
  ])('are named where %s has no %s', (provider, model, others) => {
    expect(book.otherProviders(provider, model)).toEqual(expect.arrayContaining(others));
    expect(book.otherProviders(provider, model).length).toBeLessThanOrEqual(3);
  });

  it('are those of the service that is named, beside a provider that has other models', () => {
    expect(book.otherProviders('aws', 'storage')).toEqual(['temporal']);
    expect(book.otherProviders('aws', 'storage', 's3')).toEqual([]);
    expect(book.otherProviders('anthropic', 'gpt-4o', 'llm')).toContain('openai');
    expect(book.otherProviders('nobody', 'gpt-4o', 'tool')).toContain('openai');
  });

  it('are none for a name that the provider has, and none for a name that nobody has', () => {
    expect(book.otherProviders('openai', 'gpt-4o')).toEqual([]);
    expect(book.otherProviders('claude', 'claude-sonnet-4-5')).toEqual([]);
    expect(book.otherProviders('flux', 'no-such-model')).toEqual([]);
    expect(book.otherProviders('', '')).toEqual([]);
  });
});
