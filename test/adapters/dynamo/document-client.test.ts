import { describe, expect, it } from 'vitest';
import { documentClient } from '../../../adapters/dynamo/document-client.ts';

describe('the document client', () => {
  it('does not copy what it reads for a logger that was not given', () => {
    const client = documentClient({ region: 'us-east-1' });
    const names = client.middlewareStack.identify();
    expect(names.filter((name) => /logger/i.test(name))).toEqual([]);
    expect(names.length, 'the other steps are there').toBeGreaterThan(4);
  });
});
