import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the table of SDKs in docs/client.md', () => {
  const rows = [...read('docs/client.md').matchAll(/^\| `([^`]+)` \| `(\w+)` \| (\d[\d.]*) \|$/gm)];

  it('names the versions that are installed, and wrappers that there are', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(rows.length).toBeGreaterThanOrEqual(7);
    for (const [, sdk = '', , version] of rows) expect([sdk, version]).toEqual([sdk, devDependencies[sdk]]);
    const sources = ['openai', 'anthropic', 'google', 'bedrock', 'ai-sdk', 'elevenlabs', 'replicate']
      .map((name) => read(`client/${name}.ts`))
      .join('');
    for (const [, , wrapper] of rows) expect(sources).toContain(`export function ${wrapper}`);
  });
});
