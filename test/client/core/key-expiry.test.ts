import { expect, it } from 'vitest';
import { tellKeyExpiry } from '../../../client/core/key-expiry.ts';

it('says once when a key ends, and nothing where no end is told', () => {
  const said: string[] = [];
  const warn = (text: string) => void said.push(text);
  const headers = new Headers({ 'costkeeper-key-expires': '2026-12-24T00:00:00.000Z' });
  tellKeyExpiry(new Headers(), warn);
  tellKeyExpiry(headers, warn);
  tellKeyExpiry(headers, warn);
  expect(said).toEqual([expect.stringContaining('ends at 2026-12-24T00:00:00.000Z')]);
});
