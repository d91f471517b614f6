import { afterEach, describe, expect, it, vi } from 'vitest';
import { command } from '../../../prove/exchanges/command.ts';

afterEach(() => vi.restoreAllMocks());

describe('npm run prove -- exchanges', () => {
  it('says how many of how many are right, last as one JSON object', async () => {
    const said: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => said.push(text));
    expect(await command(['--file', 'deepseek'])).toBe(0);
    expect(said[0]).toMatch(/^(\d+) of \1 exchanges$/);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ ok: true, providers: 1 });
  });

  it('fails where nothing was run', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await command(['--file', 'no such file', '--json'])).toBe(1);
  });
});
