import { describe, expect, it } from 'vitest';
import { providerOfCall } from '../../../client/wrappers/call-provider.ts';

function provider(url: string, headers: Record<string, string> = {}): string | undefined {
  return providerOfCall({ url: new URL(url), headers: new Headers(headers) });
}

describe('who bills a call through a gateway', () => {
  const portkey = 'https://api.portkey.ai/v1/chat/completions';

  it('is whom its headers name', () => {
    expect(provider(portkey, { 'x-portkey-provider': 'anthropic' })).toBe('anthropic');
    expect(
      provider('https://gateway.helicone.ai/v1/chat', { 'helicone-target-url': 'https://api.groq.com' }),
    ).toBe('groq');
    expect(provider('https://gateway.helicone.ai/', { 'helicone-target-url': 'http://10.0.0.1:8000' })).toBe(
      '10.0.0.1:8000',
    );
  });

  it('is the gateway where they name a credential, or nothing that is an address', () => {
    expect(provider(portkey, { 'x-portkey-provider': '@openai-prod' })).toBe('portkey');
    expect(provider('https://gateway.helicone.ai/', { 'helicone-target-url': 'x' })).toBe('helicone');
  });

  it('is the one in the path, or the host', () => {
    const cloudflare = 'https://gateway.ai.cloudflare.com/v1/account/gateway';
    expect(provider(`${cloudflare}/grok/v1/chat/completions`)).toBe('x-ai');
    expect(provider(`${cloudflare}/groq/chat/completions`)).toBe('groq');
    expect(provider(cloudflare)).toBe('cloudflare-ai-gateway');
    expect(provider('https://api.openai.com/v1')).toBe('openai');
    expect(provider('https://llm.internal.example/v1')).toBeUndefined();
  });
});
