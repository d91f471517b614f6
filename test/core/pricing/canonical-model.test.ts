import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';

const book = createPriceBook();

describe('the one name of a model', () => {
  it.each([
    ['openai', 'gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini'],
    ['openai', 'gpt-4o-2024-05-13', 'gpt-4o'],
    ['openai', 'o3-2025-04-16', 'o3'],
    ['openai', 'gpt-3.5-turbo-0125', 'gpt-3.5-turbo'],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc', 'ft:gpt-4o-mini'],
    ['azure', 'azure/gpt-4.1-mini', 'gpt-4.1-mini'],
    ['openrouter', 'openai/gpt-4.1-mini', 'gpt-4.1-mini'],
    ['anthropic', 'claude-3-5-haiku-20241022', 'claude-3-5-haiku'],
    ['bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['bedrock', 'global.openai.gpt-5.6-sol', 'gpt-5.6-sol'],
    ['bedrock', 'us.amazon.nova-lite-v1:0', 'amazon.nova-lite'],
    ['vertex_ai', 'claude-opus-4-1@20250805', 'claude-opus-4-1'],
    ['google', 'gemini-2.5-flash-preview-09-2025', 'gemini-2.5-flash'],
    ['mistral', 'mistral-large-2512', 'mistral-large-2512'],
    ['replicate', 'black-forest-labs/flux-schnell:c846a69991da', 'black-forest-labs/flux-schnell'],
  ])('of %s %s is %s', (provider, model, name) => {
    expect(book.identify(provider, model)?.model).toBe(name);
  });

  it('is the same for every alias of a model', () => {
    const aliases = ['claude-opus-4-5', 'claude-opus-4.5', 'claude-opus-4-5-20251101', 'claude-4.5-opus'];
    expect(new Set(aliases.map((alias) => book.identify('anthropic', alias)?.model))).toEqual(
      new Set(['claude-opus-4-5']),
    );
  });

  it('is unknown for a model that the catalogue does not know', () => {
    expect(book.identify('openai', 'gpt-99')).toBeUndefined();
    expect(book.identify('nobody', 'gpt-4o')).toBeUndefined();
  });
});
