import { build } from 'esbuild';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createCostkeeper } from '../client/index.ts';

export const description = 'what record() costs the caller, and what the client adds to a bundle';

const CLIENT = join(import.meta.dirname, '../client');
const ENTRIES = [
  'core',
  'index',
  'openai',
  'anthropic',
  'google',
  'bedrock',
  'ai-sdk',
  'lambda',
  'aws',
  'otel',
  'reader',
];

const CALL = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
  operation: 'script-generation',
  metadata: { durationMs: 1200 },
};

function at(sorted: Float64Array, share: number): number {
  return Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2));
}

/** Times single calls in a context with user, resource, group and tags; sending is part of the run. */
async function timeRecord(events: number): Promise<Record<string, number>> {
  const costkeeper = createCostkeeper({
    transport: { send: () => Promise.resolve({}) },
    flushOnExit: false,
    maxBufferedBytes: 1024 ** 3,
  });
  const context = {
    userId: 'user-42',
    resource: { type: 'episode', id: 'ep-7' },
    group: { type: 'podcast', id: 'pod-1' },
    tags: { tier: 'tier2', niche: 'finance' },
  };
  const micros = new Float64Array(events);
  await costkeeper.withContext(context, async () => {
    for (let number = 0; number < events; number += 1) {
      const before = process.hrtime.bigint();
      costkeeper.record(CALL);
      micros[number] = Number(process.hrtime.bigint() - before) / 1000;
      if (number % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
    }
  });
  await costkeeper.close();
  micros.sort();
  return { medianMicros: at(micros, 0.5), p99Micros: at(micros, 0.99), maxMicros: at(micros, 1) };
}

/** Bytes after gzip of one entry with all that it needs, the packages of others left out. */
async function bundleBytes(entry: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(CLIENT, `${entry}.ts`)],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

export async function run(): Promise<object> {
  await timeRecord(20_000);
  const record = await timeRecord(200_000);
  const gzipBytes: Record<string, number> = {};
  for (const entry of ENTRIES) gzipBytes[entry] = await bundleBytes(entry);
  console.log(
    `record(): median ${record['medianMicros']} µs, p99 ${record['p99Micros']} µs (goal: median 5 µs)`,
  );
  for (const [entry, bytes] of Object.entries(gzipBytes))
    console.log(`  ${entry.padEnd(12)} ${bytes} bytes gzip`);
  return { record, gzipBytes };
}
