import { describe, expect, it } from 'vitest';
import { isServiceAlone, meantService } from '../../../core/pricing/meant-service.ts';

describe('what a table means by its service', () => {
  it.each([
    ['gemini_text', undefined, { provider: 'google', service: 'llm' }],
    ['OpenAI', undefined, { provider: 'openai' }],
    ['tts', undefined, { service: 'tts' }],
    ['lambda', 'get_x', { provider: 'aws', service: 'lambda', model: 'lambda' }],
    ['s3_put', 'download', { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3', 'asset_download', { provider: 'aws', service: 's3', model: 'standard-get' }],
    ['s3', undefined, { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3_storage', undefined, { provider: 'aws', service: 's3', model: 'standard' }],
    ['ses_emails', undefined, { provider: 'aws', service: 'ses', model: 'ses' }],
    ['sqs_message', 'send', { provider: 'aws', service: 'sqs', model: 'sqs' }],
    ['lambda_compute', undefined, { provider: 'aws', service: 'lambda', model: 'lambda' }],
    ['r2', undefined, { provider: 'cloudflare', service: 'r2', model: 'r2' }],
    ['r2_storage', undefined, { provider: 'cloudflare', service: 'r2', model: 'r2' }],
    ['cloudflare_queue', undefined, { provider: 'cloudflare', service: 'queues', model: 'queues' }],
    ['cloudflare_worker', undefined, { provider: 'cloudflare', service: 'workers', model: 'workers' }],
    ['workers_ai', undefined, { provider: 'cloudflare' }],
    ['storage', undefined, { service: 'storage' }],
    ['queue', undefined, {}],
    ['something', 'else', {}],
  ])('reads %s', (text, operation, meant) => {
    expect(meantService(text, operation)).toEqual(meant);
  });
});

describe('a name of a service and of what it does alone', () => {
  it.each(['s3_put', 'ses_email', 'storage', 'lambda_execution', 'queue_messages', 'image'])(
    '%s is one',
    (name) => expect(isServiceAlone(name)).toBe(true),
  );

  it.each(['', 'sqs-standrad', 'gpt-4o', 'flux-schnell', 'standard', 'gemini_text_pro'])(
    '%s is none',
    (name) => expect(isServiceAlone(name)).toBe(false),
  );
});
