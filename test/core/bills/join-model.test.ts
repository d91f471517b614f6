import { describe, expect, it } from 'vitest';
import { joinModel } from '../../../core/bills/join-model.ts';

describe('joinModel', () => {
  it.each([
    ['aws', 'lambda-arm64', ['arm64', 'duration-arm64', 'request-arm64']],
    ['aws', 'standard-put', ['standard-put-copy-post-list']],
    ['aws', 'dynamodb-on-demand', ['wru', 'rru', 'write-request-unit']],
    ['aws', 'sqs-standard', ['standard-request']],
    [
      'anthropic',
      'claude-sonnet-4-5',
      ['Claude Sonnet 4.5', 'claude-sonnet-4-5-20250929', 'claude-sonnet-4.5'],
    ],
    [
      'bedrock',
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      [
        'Claude Sonnet 4.5 (Amazon Bedrock Edition)',
        'anthropic.claude-sonnet-4-5-20250929-v1:0',
        'Claude4.5-Sonnet',
      ],
    ],
    [
      'bedrock',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      ['Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)'],
    ],
    ['bedrock', 'amazon.nova-lite-v1:0', ['Nova-Lite', 'eu.amazon.nova-lite-v1:0']],
    ['bedrock', 'amazon.nova-2-lite-v1:0', ['Nova2.0-Lite']],
    ['openai', 'gpt-4o-mini', ['gpt-4o-mini-2024-07-18', 'azure/gpt-4o-mini']],
  ])('joins spellings of %s %s', (provider, name, spellings) => {
    for (const spelling of spellings) expect(joinModel(provider, spelling)).toBe(joinModel(provider, name));
  });

  it.each([
    ['anthropic', 'claude-sonnet-4-5', 'claude-sonnet-4'],
    ['anthropic', 'claude-opus-4-5', 'claude-sonnet-4-5'],
    ['bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0', 'anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['openai', 'gpt-4o', 'gpt-4o-mini'],
    ['openai', 'gpt-4o', 'ft:gpt-4o:acme::abc'],
    ['aws', 'lambda-arm64', 'lambda-x86_64'],
    ['aws', 'constructor', 'toString'],
  ])('keeps models of %s apart: %s and %s', (provider, one, other) => {
    expect(joinModel(provider, one)).not.toBe(joinModel(provider, other));
  });
});
