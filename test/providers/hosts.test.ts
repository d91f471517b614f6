import { describe, expect, it } from 'vitest';
import { canonicalProvider, CATALOGUE_PROVIDERS } from '../../core/pricing/provider-names.ts';
import { acceptsStreamOptions, hostOf, KNOWN_HOSTS, providerOfHost } from '../../providers/hosts.ts';

function provider(host: string): string {
  return providerOfHost(new URL(`https://${host}/v1/chat/completions`));
}

describe('the provider of an address', () => {
  it.each([
    ['api.openai.com', 'openai'],
    ['mine.openai.azure.com', 'azure'],
    ['mine.services.ai.azure.com', 'azure'],
    ['models.inference.ai.azure.com', 'github-models'],
    ['api.moonshot.cn', 'moonshotai'],
    ['api.z.ai', 'z-ai'],
    ['dashscope-intl.aliyuncs.com', 'alibaba'],
    ['us-east5-aiplatform.googleapis.com', 'google'],
    ['aiplatform.googleapis.com', 'google'],
    ['ai-gateway.vercel.sh', 'vercel'],
    ['bedrock-mantle.eu-west-1.api.aws', 'bedrock'],
    ['openrouter.ai', 'openrouter'],
    ['api.x.ai', 'x-ai'],
  ])('%s is %s', (host, name) => {
    expect(provider(host)).toBe(name);
  });

  it.each([
    '127.0.0.1:8000',
    'localhost:4000',
    'llm.internal.example',
    'notopenai.com',
    'api.openai.com.evil.example',
  ])('%s is a provider of its own, never guessed', (host) => {
    expect(provider(host)).toBe(host);
  });

  it('has the region where the provider bills by it', () => {
    expect(hostOf(new URL('https://eu.api.openai.com'))).toEqual({ provider: 'openai', region: 'eu' });
    expect(hostOf(new URL('https://bedrock-runtime.eu-central-1.amazonaws.com'))?.region).toBe(
      'eu-central-1',
    );
  });
});

describe('the list of hosts', () => {
  it('names providers as the catalogue does, and no provider by an alias', () => {
    const aliases = KNOWN_HOSTS.filter(({ provider: name }) => canonicalProvider(name) !== name);
    expect(aliases).toEqual([]);
    const listed = new Set(KNOWN_HOSTS.map(({ provider: name }) => name));
    for (const name of [
      'openai',
      'anthropic',
      'google',
      'bedrock',
      'mistral',
      'x-ai',
      'z-ai',
      'moonshotai',
    ]) {
      expect(listed.has(name) && CATALOGUE_PROVIDERS.has(name)).toBe(true);
    }
  });

  it('asks nobody for the usage of a stream who does not document it', () => {
    expect(acceptsStreamOptions('openai')).toBe(true);
    for (const name of ['mistral', 'perplexity', 'cohere', '127.0.0.1:8000']) {
      expect(acceptsStreamOptions(name)).toBe(false);
    }
  });
});
