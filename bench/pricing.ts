import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { calcPrice, waitForUpdate } from '@pydantic/genai-prices';
import { build } from 'esbuild';
import { picoUnits } from '../core/money/decimal.ts';
import { createPriceBook } from '../core/pricing/catalogue.ts';
import type { PriceRequest } from '../core/pricing/price-book.ts';
import { median } from '../core/forecast/statistics.ts';

export const description =
  'price one event of four parts, against @pydantic/genai-prices in the same run; size and start of the price data';

const ONE_UNIT = 10n ** 12n;
const BATCH = 20_000;
const ROUNDS = 41;

/** Median nanoseconds of one call, over rounds of many calls after a warm-up. */
function nanoseconds(call: (index: number) => unknown): number {
  for (let index = 0; index < BATCH; index += 1) call(index);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = process.hrtime.bigint();
    for (let index = 0; index < BATCH; index += 1) call(index);
    return Number(process.hrtime.bigint() - started) / BATCH;
  });
  return Math.round(median(rounds));
}

function ledgerNanoseconds(provider: string, model: string): number {
  const book = createPriceBook();
  const at = Date.parse('2026-11-01T00:00:00Z');
  return nanoseconds((index) => {
    const request: PriceRequest = {
      provider,
      model,
      attributes: {},
      usage: {
        input_tokens: picoUnits(BigInt(1000 + index) * ONE_UNIT),
        cache_read_tokens: picoUnits(30n * ONE_UNIT),
        cache_write_5m_tokens: picoUnits(20n * ONE_UNIT),
        output_tokens: picoUnits(340n * ONE_UNIT),
      },
      at,
    };
    return book.price(request);
  });
}

function packageNanoseconds(providerId: string, model: string): number {
  const timestamp = new Date('2026-11-01T00:00:00Z');
  return nanoseconds((index) =>
    calcPrice(
      { input_tokens: 1050 + index, cache_read_tokens: 30, cache_write_tokens: 20, output_tokens: 340 },
      model,
      { providerId, timestamp },
    ),
  );
}

async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Median milliseconds of an import, in fresh processes that have imported a module before. */
function importMilliseconds(folder: string, name: string): number {
  const script = `await import('./warm.mjs'); const t = performance.now(); await import('./${name}.mjs'); console.log(performance.now() - t)`;
  writeFileSync(join(folder, 'start.mjs'), script);
  return median(
    Array.from({ length: 15 }, () =>
      Number(execFileSync(process.execPath, [join(folder, 'start.mjs')], { encoding: 'utf8' })),
    ),
  );
}

/** What the price data, and the engine with it, add to a bundle like the recorder's, and to its start. */
async function bundled() {
  const folder = mkdtempSync(join(tmpdir(), 'pricing-bench-'));
  try {
    const modules = {
      // Every function has zlib already: clients of the SDK load it.
      warm: `import 'node:zlib'; export const nothing = 0`,
      empty: 'export const nothing = 1',
      data: `export * from './prices/price-data.ts'`,
      whole: `export { createPriceBook } from './core/pricing/catalogue.ts'`,
    };
    const bytes: Record<string, number> = {};
    for (const [name, contents] of Object.entries(modules)) {
      const code = await bundle(contents);
      writeFileSync(join(folder, `${name}.mjs`), code);
      bytes[name] = gzipSync(code, { level: 9 }).length;
    }
    const empty = importMilliseconds(folder, 'empty');
    const added = (name: string) => Number((importMilliseconds(folder, name) - empty).toFixed(2));
    return {
      dataGzipBytes: bytes['data'] ?? 0,
      dataInitMs: added('data'),
      withEngineGzipBytes: bytes['whole'] ?? 0,
      withEngineInitMs: added('whole'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the benchmark; the answer is what the last line shows. */
export async function run(): Promise<object> {
  await waitForUpdate();
  const models = [
    ['openai', 'gpt-5.6-sol'],
    ['anthropic', 'claude-sonnet-4-5-20250929'],
  ] as const;
  const results = models.map(([provider, model]) => {
    const ours = ledgerNanoseconds(provider, model);
    const theirs = packageNanoseconds(provider, model);
    console.log(`${model.padEnd(28)} ${ours} ns, @pydantic/genai-prices ${theirs} ns`);
    return {
      model,
      nanoseconds: ours,
      packageNanoseconds: theirs,
      ratio: Number((theirs / ours).toFixed(1)),
    };
  });
  const added = await bundled();
  console.log(
    `price data ${added.dataGzipBytes} B gzip, ${added.dataInitMs} ms; with the engine ${added.withEngineGzipBytes} B, ${added.withEngineInitMs} ms; what a first price takes is told by first-price`,
  );
  return {
    benchmark: 'pricing',
    medianMicroseconds: Math.max(...results.map((result) => result.nanoseconds)) / 1000,
    ratio: Math.min(...results.map((result) => result.ratio)),
    models: results,
    ...added,
  };
}
