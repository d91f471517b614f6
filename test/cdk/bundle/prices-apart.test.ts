import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PRICES_FILE, pricesApart, pricesText } from '../../../cdk/bundle/prices-apart.ts';
import { CATALOGUE, CATALOGUE_VERSION, GENERATED } from '../../../prices/price-data.ts';

interface Bundled {
  readonly CATALOGUE: typeof CATALOGUE;
  readonly CATALOGUE_VERSION: string;
  readonly GENERATED: typeof GENERATED;
}

describe('the prices of a bundled function', () => {
  it('are a file beside it, which is read when one is asked for, and are the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prices-apart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, '../../../prices/price-data.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      plugins: [pricesApart],
      write: false,
    });
    const code = outputFiles[0]?.text ?? '';
    expect(code.length).toBeLessThan(10_000);
    writeFileSync(join(folder, 'index.mjs'), code);
    const bundled = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as Bundled;
    expect(() => bundled.CATALOGUE.providers['openai']).toThrow(PRICES_FILE);
    writeFileSync(join(folder, PRICES_FILE), pricesText());
    expect(bundled.CATALOGUE_VERSION).toBe(CATALOGUE_VERSION);
    expect({ ...bundled.CATALOGUE.providers }).toEqual({ ...CATALOGUE.providers });
    expect({ ...bundled.GENERATED.providers }).toEqual({ ...GENERATED.providers });
  });
});
