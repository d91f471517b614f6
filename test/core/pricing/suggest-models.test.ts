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
  });
});
