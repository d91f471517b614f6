import { expect, it } from 'vitest';
import { tellingFetch } from '../../../client/core/key-expiry.ts';

it('says once when a key ends, and nothing where no end is told', async () => {
  const said: string[] = [];
  const warn = (text: string) => void said.push(text);
  const answer = (headers: Record<string, string>) =>
    tellingFetch(() => Promise.resolve(new Response('x', { headers })), warn)('https://api.example.com');
  await answer({});
  await answer({ 'costkeeper-key-expires': '2026-12-24T00:00:00.000Z' });
  const response = await answer({ 'costkeeper-key-expires': '2026-12-24T00:00:00.000Z' });
  expect(await response.text()).toBe('x');
  expect(said).toEqual([expect.stringContaining('ends at 2026-12-24T00:00:00.000Z')]);
});
