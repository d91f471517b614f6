import { describe, expect, it } from 'vitest';
import { meantService } from '../../../core/usage/meant-service.ts';

describe('what a table means by its service', () => {
  it.each([
    ['gemini_text', undefined, { provider: 'google', service: 'llm' }],
    ['OpenAI', undefined, { provider: 'openai' }],
    ['tts', undefined, { service: 'tts' }],
    ['lambda', 'get_x', { provider: 'aws', service: 'lambda', model: 'lambda' }],
    ['s3_put', 'download', { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3', 'asset_download', { provider: 'aws', service: 's3', model: 'standard-get' }],
    ['s3', undefined, { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['r2', undefined, { provider: 'cloudflare', service: 'r2' }],
    ['something', 'else', {}],
  ])('reads %s', (text, operation, meant) => {
    expect(meantService(text, operation)).toEqual(meant);
  });
});
