import { describe, expect, it } from 'vitest';
import { catalogueIndex } from '../../../core/pricing/catalogue-index.ts';
import { canonicalModel, isMeant, meantModel } from '../../../core/pricing/model-identity.ts';

const every = catalogueIndex.providers().flatMap((provider) => [...catalogueIndex.namesOf(provider)]);

describe('the one name of a model', () => {
  it('is its own name, for every name of the catalogue', () => {
    const wrong = every.filter((name) => canonicalModel(canonicalModel(name)) !== canonicalModel(name));
    expect(wrong).toEqual([]);
  });

  it.each([
    ['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini'],
    ['gpt-4.1-mini-2031-01-01', 'gpt-4.1-mini'],
    ['us.anthropic.claude-opus-5-5', 'claude-opus-5-5'],
    ['anthropic/claude-opus-5', 'claude-opus-5'],
    ['claude-opus-4-1@20250805', 'claude-opus-4-1'],
    ['house-model', 'house-model'],
    ['gpt-4.1-mini-next', 'gpt-4.1-mini-next'],
    ['mistral-small-latest', 'mistral-small-2603'],
    ['mistral/mistral-large-latest', 'mistral-large-4'],
    ['gemini-flash-latest', 'gemini-flash-latest'],
    ['grok-4-latest', 'grok-4.3'],
    ['grok-4', 'grok-4'],
  ])('of %s is %s', (model, name) => {
    expect(canonicalModel(model)).toBe(name);
  });

  it.each(['standard', 'fifo', 'x86_64', 'wru', 'standard-put', 'shared-cpu-1x-256mb'])(
    'of the SKU %s, which is no model, is itself',
    (sku) => {
      expect(canonicalModel(sku)).toBe(sku);
    },
  );
});

describe('what an id of a budget or a filter means', () => {
  it('is the model by its name and its aliases, and one snapshot by a dated id', () => {
    expect(meantModel('claude-3-5-haiku-latest')).toBe('claude-3-5-haiku');
    expect(isMeant('mistral-small-2603', 'mistral-small-latest')).toBe(true);
    expect(isMeant('mistral-small-latest', 'mistral/mistral-small-2603')).toBe(true);
    expect(isMeant('grok-4.3', 'grok-4')).toBe(false);
    expect(meantModel('gpt-4o-2024-05-13')).toBe('gpt-4o-2024-05-13');
    expect(isMeant('gpt-4o', 'gpt-4o-2024-05-13')).toBe(true);
    expect(isMeant('gpt-4o-2024-05-13', 'gpt-4o')).toBe(false);
    expect(isMeant('gpt-4o-2024-05-13', 'gpt-4o-2024-05-13')).toBe(true);
    expect(isMeant('gpt-4o', 'gpt-4o-mini')).toBe(false);
    expect(isMeant('ft:gpt-4o-mini:acme::abc', 'ft:gpt-4o-mini:acme::def')).toBe(false);
  });
});
