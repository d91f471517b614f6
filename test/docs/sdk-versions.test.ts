import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AI_SDKS } from '../../prove/sdks/ai-sdk-trial.ts';
import { TRIED_SDKS } from '../../prove/sdks/tried-sdks.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the table of SDKs in docs/client.md', () => {
  const rows = [
    ...read('docs/client.md').matchAll(
      /^\| `([^`]+)` \| `(\w+)` \| `([^`]+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d., ]*)\|$/gm,
    ),
  ];

  it('names the versions that are installed, and wrappers that there are', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(rows.length).toBeGreaterThanOrEqual(7);
    for (const [, sdk = '', , , , , version] of rows)
      expect([sdk, version]).toEqual([sdk, devDependencies[sdk]]);
    const sources = ['openai', 'anthropic', 'google', 'bedrock', 'ai-sdk', 'elevenlabs', 'replicate']
      .map((name) => read(`client/${name}.ts`))
      .join('');
    for (const [, , wrapper] of rows) expect(sources).toContain(`export function ${wrapper}`);
  });

  it('names the ends of what the proof finds to record, and all that it finds refused', () => {
    const tried = [
      ...TRIED_SDKS,
      ...AI_SDKS.map(({ version }) => ({ name: 'ai', version, expected: 'records' })),
    ];
    for (const [, sdk = '', , range, oldest, newest = '', driven = '', refused = ''] of rows) {
      const of = (expected: string) =>
        tried.filter((one) => one.name === sdk && one.expected === expected).map(({ version }) => version);
      const last = sdk === 'ai' ? driven : of('records').at(-1);
      expect([sdk, oldest, newest, refused.trim()]).toEqual([
        sdk,
        of('records')[0],
        last,
        of('refuses').join(', '),
      ]);
      expect([sdk, range]).toEqual([sdk, `>=${oldest} <${Number(newest.split('.')[0]) + 1}`]);
    }
  });

  it('is run by a workflow', () => {
    expect(read('.github/workflows/proofs.yml')).toMatch(/suite:\s+\[[^\]]*\bsdks,\s+bundles\b/);
  });
});
