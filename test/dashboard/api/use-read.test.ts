import { describe, expect, it, vi } from 'vitest';
import { ofOtherDays, ownData, REFRESH_MS } from '../../../dashboard/src/api/use-read.ts';
import { createApi } from '../../../dashboard/src/api/api.ts';

function before(path: string, query: object) {
  return { queryKey: [path, query] };
}

describe('what is shown while something is read', () => {
  const keep = ofOtherDays('/trends', { from: '2026-11-01', to: '2026-11-30', user: 'ada' });

  it('is the same question’s answer for other days', () => {
    expect(keep('old', before('/trends', { user: 'ada', from: '2026-10-01', to: '2026-10-31' }))).toBe('old');
    expect(keep('old', { queryKey: ['/trends', 'pages', { user: 'ada' }] })).toBe('old');
  });

  it('is never the answer about another user, filter or path', () => {
    expect(keep('old', before('/trends', { user: 'bob', from: '2026-11-01', to: '2026-11-30' }))).toBe(
      undefined,
    );
    expect(keep('old', before('/trends', { from: '2026-11-01', to: '2026-11-30' }))).toBe(undefined);
    expect(keep('old', before('/users', { user: 'ada' }))).toBe(undefined);
    expect(keep('old', undefined)).toBe(undefined);
  });

  it('is no figure of its own while it is of other days', () => {
    expect(ownData({ data: 1, isPlaceholderData: true })).toBe(undefined);
    expect(ownData({ data: 1, isPlaceholderData: false })).toBe(1);
  });
});

describe('an open page', () => {
  it('asks again within 30 seconds', () => {
    expect(REFRESH_MS).toBeLessThanOrEqual(30_000);
  });

  it('takes no answer that a stage lets others keep for longer', async () => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(() => Promise.resolve(Response.json({})));
    const session = { apiUrl: 'https://api.example.com', token: () => Promise.resolve('t') };
    await createApi(session as unknown as Parameters<typeof createApi>[0]).get('/dashboard');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ cache: 'no-cache' });
    fetched.mockRestore();
  });
});
