import { describe, expect, it } from 'vitest';
import { bedrockCall } from '../../../client/wrappers/bedrock-call.ts';

const callTo = (path: string) =>
  bedrockCall({
    method: 'POST',
    url: new URL(`https://bedrock-runtime.eu-west-1.amazonaws.com${path}`),
    headers: new Headers(),
    body: {},
  });

describe('a call of Bedrock by its path', () => {
  it('names model, region and service', () => {
    expect(callTo('/model/eu.amazon.nova-lite-v1%3A0/converse')?.base).toEqual({
      provider: 'bedrock',
      service: 'llm',
      model: 'eu.amazon.nova-lite-v1:0',
      region: 'eu-west-1',
    });
    expect(callTo('/model/amazon.titan-embed-text-v2:0/invoke')?.base.service).toBe('embedding');
  });

  it('is none by another path', () => {
    expect(callTo('/model/x/count-tokens')).toBeUndefined();
    expect(callTo('/guardrail/x/version/1/apply')).toBeUndefined();
  });
});
