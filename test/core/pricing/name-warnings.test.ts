import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { nameWarnings } from '../../../core/pricing/name-warnings.ts';

const book = createPriceBook();

function warned(provider: string, model: string, part: string): (string | null)[][] {
  const usage = { [part]: parseQuantity('3') };
  const found = nameWarnings({ provider, model, usage }, book);
  return found.map(({ field, suggestion }) => [field, suggestion]);
}

describe('names of an event that will wait for a price', () => {
  it.each([
    ['flux', 'flux-schnell', 'images', ['provider', 'replicate']],
    ['openai', 'gpt-4o-minii', 'input_tokens', ['model', 'gpt-4o-mini']],
    ['replicate', 'flux-schnel', 'images', ['model', 'black-forest-labs/flux-schnell']],
    ['openai', 'gpt-4o', 'images', ['usage.images', null]],
    ['nobody', 'nothing-like-it', 'images', ['model', null]],
  ])('%s %s by %s are told', (provider, model, part, expected) => {
    expect(warned(provider, model, part)[0]).toEqual(expected);
  });

  it.each([
    ['s3_put', 'storage', 'requests', 'aws', { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3_put', 's3_put', 'requests', 'aws', { provider: 'aws', service: 's3', model: 'standard-put' }],
    ['s3', 'asset_download', 'requests', 'aws', { provider: 'aws', service: 's3', model: 'standard-get' }],
    ['s3', 'standard-get', 'requests', 'aws', { provider: 'aws', service: 's3' }],
    ['s3', 'storage', 'gb_months', 'aws', { provider: 'aws', service: 's3', model: 'standard' }],
    ['ses', 'welcome', 'emails', 'aws', { provider: 'aws', service: 'ses', model: 'ses' }],
    ['ses', 'email', 'emails', 'aws', { provider: 'aws', service: 'ses' }],
    ['sqs', 'message', 'requests', 'aws', { provider: 'aws', service: 'sqs', model: 'sqs' }],
    ['lambda', 'execution', 'gb_seconds', 'aws', { provider: 'aws', service: 'lambda', model: 'lambda' }],
    ['r2', 'storage', 'gb_months', 'cloudflare', { provider: 'cloudflare', service: 'r2', model: 'r2' }],
    [
      'queues',
      'send',
      'messages',
      'cloudflare',
      { provider: 'cloudflare', service: 'queues', model: 'queues' },
    ],
    ['gemini_text', 'gemini-2.5-flash', 'input_tokens', 'google', { service: 'llm', provider: 'google' }],
    ['openai_tts', 'tts-1', 'characters', 'openai', { service: 'tts', provider: 'openai' }],
  ])('of %s %s, who bills it is told with names that have a price', (provider, model, part, bills, names) => {
    const usage = { [part]: parseQuantity('3') };
    const [warning, ...more] = nameWarnings({ provider, model, usage }, book);
    expect([warning?.field, warning?.suggestion, more]).toEqual(['provider', bills, []]);
    expect(JSON.parse(warning?.message.replace(/^.* send /, '') ?? '')).toEqual(names);
    expect(nameWarnings({ model, ...names, usage }, book)).toEqual([]);
  });

  it.each([
    ['aws', 's3_put', 'requests', { service: 's3', model: 'standard-put' }],
    ['aws', 'ses_email', 'emails', { service: 'ses', model: 'ses' }],
    ['aws', 'sqs_message', 'requests', { service: 'sqs', model: 'sqs' }],
    ['aws', 'lambda_execution', 'gb_seconds', { service: 'lambda', model: 'lambda' }],
    ['cloudflare', 'queue_messages', 'messages', { service: 'queues', model: 'queues' }],
    ['cloudflare', 'r2_storage', 'gb_months', { service: 'r2', model: 'r2' }],
  ])('of %s %s, the model that has the price is told', (provider, model, part, names) => {
    const usage = { [part]: parseQuantity('3') };
    const [warning] = nameWarnings({ provider, model, usage }, book);
    expect([warning?.field, warning?.suggestion]).toEqual(['model', names.model]);
    expect(nameWarnings({ provider, ...names, usage }, book)).toEqual([]);
  });

  it.each([
    ['cloudflare', 'storage', 'gb_months'],
    ['nobody', 'storage', 'gb_months'],
    ['replicate', 'image', 'images'],
  ])('%s is not taken for another provider that has a model called %s', (provider, model, part) => {
    expect(warned(provider, model, part)[0]).toEqual(['model', null]);
  });

  it('asks what it is of, where nobody knows the name and the message does not say', () => {
    const unknown = { provider: 'nobody', model: 'nothing-like-it', usage: { images: parseQuantity('1') } };
    const said = (service?: string) => nameWarnings({ ...unknown, service }, book)[0]?.message;
    expect(said()).toContain('"service"');
    expect(said('image')).not.toContain('"service"');
  });

  it('says what the model is sold by', () => {
    const [warning] = nameWarnings(
      { provider: 'openai', model: 'gpt-4o', usage: { images: parseQuantity('1') } },
      book,
    );
    expect(warning?.message).toContain('input_tokens');
  });

  it.each([
    [{ duration_ms: '900' }, ['usage.duration_ms']],
    [{ memory_mb: '512', duration_ms: '0' }, ['usage.memory_mb']],
    [{ memory_mb: '512', duration_ms: '900' }, []],
    [{ duration_ms: '900', requests: '1' }, []],
    [{ duration_ms: '0' }, []],
  ])('a function that tells %j alone is told by what it is sold', (parts, fields) => {
    const usage = Object.fromEntries(
      Object.entries(parts).map(([part, count]) => [part, parseQuantity(count ?? '')]),
    );
    const found = nameWarnings({ provider: 'aws', model: 'lambda', service: 'lambda', usage }, book);
    expect(found.map(({ field }) => field)).toEqual(fields);
    for (const { message } of found) expect(message).toContain('gb_seconds');
  });

  it.each([
    ['lambda', 'lambda', { billed_requests: '3' }, ['usage.billed_requests']],
    ['standard-put', 's3', { billed_requests: '3' }, ['usage.billed_requests']],
    ['standard', 'sqs', { billed_requests: '3' }, []],
    ['standard', 'sqs', { memory_mb: '512', duration_ms: '900' }, ['usage.memory_mb']],
  ])('%s of %s that tells %j is told of what is billed elsewhere', (model, service, parts, fields) => {
    const usage = Object.fromEntries(
      Object.entries(parts).map(([part, count]) => [part, parseQuantity(count ?? '')]),
    );
    const found = nameWarnings({ provider: 'aws', model, service, usage, region: 'us-east-1' }, book);
    expect(found.map(({ field }) => field)).toEqual(fields);
  });

  it.each([
    [{}, ['attributes.quality', 'attributes.size']],
    [{ quality: 'LOW' }, ['attributes.quality', 'attributes.size']],
    [{ quality: 'low', size: '7x7' }, ['attributes.size']],
    [{ quality: 'low', size: '1024x1024' }, []],
  ])('an image with %o is told what its price depends on', (attributes, fields) => {
    const usage = { images: parseQuantity('1') };
    const found = nameWarnings({ provider: 'openai', model: 'gpt-image-1', usage, attributes }, book);
    expect(found.map(({ field }) => field)).toEqual(fields);
    for (const { field, message } of found)
      expect(message).toContain(field.endsWith('size') ? '1024x1024' : 'low');
  });

  it.each([
    ['openai', 'gpt-4o-mini', 'input_tokens'],
    ['openai', 'gpt-4o-mini', 'unheard_of'],
  ])('%s %s by %s is not', (provider, model, part) => {
    expect(warned(provider, model, part)).toEqual([]);
  });

  it('lists parts of one service where two have a model of the name', () => {
    expect(book.pricedParts('aws', 'standard', 'sqs')).toEqual(['requests']);
    expect(book.pricedParts('aws', 'standard', 's3')).not.toEqual(['requests']);
  });
});
