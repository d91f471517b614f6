import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';

const book = createPriceBook();
const names = (provider: string, model: string, part: string) =>
  book.attributesAskedFor(provider, model, [part]).map(({ name }) => name);

describe('attributes that every price of a part asks for', () => {
  it('are those without which none of its rows holds', () => {
    expect(names('openai', 'gpt-image-1', 'images')).toEqual(['quality', 'size']);
  });

  it('are none where a default or a row for usage without attributes stands in', () => {
    expect(names('openai', 'dall-e-3', 'images')).toEqual([]);
    expect(names('openai', 'gpt-4.1', 'input_tokens')).toEqual([]);
    expect(names('pika', 'pika-h3-flex', 'video_seconds')).toEqual([]);
  });

  it('are none of a part or model that has no price', () => {
    expect(names('openai', 'gpt-image-1', 'audio_minutes')).toEqual([]);
    expect(names('openai', 'no-such-model', 'images')).toEqual([]);
  });
});
