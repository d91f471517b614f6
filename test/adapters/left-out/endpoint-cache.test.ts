import { describe, expect, it } from 'vitest';
import { EndpointCache } from '../../../adapters/left-out/endpoint-cache.ts';

describe('what stands for the cache of endpoints', () => {
  it('is empty, and says what to do where one is to be kept', () => {
    const cache = new EndpointCache();
    expect([cache.getEndpoint(), cache.get(), cache.has()]).toEqual([undefined, undefined, false]);
    expect(() => cache.set()).toThrow('lib/bundling.ts');
  });
});
