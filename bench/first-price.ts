import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { round } from './support/measure.ts';
import { median } from '../core/forecast/statistics.ts';

export const description =
  'load of the price book and its first price in a fresh process, by provider; with --against REVISION beside the one of then';

const ROOT = join(import.meta.dirname, '..');

/** Names that a revision of long ago has too. */
const CASES = [
  ['aws', 'x86_64', 'gb_seconds'],
  ['bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'input_tokens'],
  ['google', 'gemini-2.5-flash', 'input_tokens'],
  ['openai', 'gpt-4.1-mini', 'input_tokens'],
  ['anthropic', 'claude-sonnet-4-5-20250929', 'input_tokens'],
  ['mistral', 'mistral-small-latest', 'input_tokens'],
] as const;

/**
 * What each process runs; it tells processor milliseconds of load and first price. Clients of the SDK load zlib in
 * every function. The young generation is large, so that a collection of what the process did before falls on none.
 */
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const START = `
import 'node:buffer';
import 'node:zlib';
const [file, provider, model, unit] = process.argv.slice(2);
const request = { provider, model, region: 'us-east-1', attributes: {}, usage: { [unit]: 10n ** 12n }, at: Date.parse('2026-11-01') };
const cpu = process.cpuUsage();
const { createPriceBook } = await import(file);
const { status } = createPriceBook().price(request);
const { user, system } = process.cpuUsage(cpu);
if (status !== 'priced') throw new Error(provider + ' ' + model + ' is ' + status);
console.log((user + system) / 1000);
`;

/** Bundles the price book of a checkout. @throws esbuild's own errors */
async function bundleBook(root: string, outfile: string): Promise<void> {
  const contents = `export { createPriceBook } from './core/pricing/catalogue.ts'`;
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outfile,
  });
}

/** Writes out what the price book needs of a revision. @throws Error of git when it does not have the revision */
function checkOut(revision: string, folder: string): string {
  const root = join(folder, 'then');
  mkdirSync(root);
  const files = execFileSync('git', ['archive', revision, 'core', 'contracts', 'prices'], {
    cwd: ROOT,
    maxBuffer: 2 ** 30,
  });
  execFileSync('tar', ['-x', '-C', root], { input: files });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function start(folder: string, book: string, of: readonly string[]): number {
  const args = [...FLAGS, join(folder, 'start.mjs'), join(folder, `${book}.mjs`), ...of];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** Starts both in turns, so that what else the machine does falls on both; `moreMs` is the median of the pairs. */
function compare(folder: string, of: readonly string[], runs: number, hasThen: boolean) {
  const now: number[] = [];
  const then: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    if (hasThen) then.push(start(folder, 'then', of));
    now.push(start(folder, 'now', of));
  }
  if (!hasThen) return { cpuMs: round(median(now)) };
  const more = now.map((value, index) => value - (then[index] ?? value));
  return {
    cpuMs: round(median(now)),
    thenCpuMs: round(median(then)),
    moreMs: round(median(more)),
  };
}

/** Runs the benchmark; `--runs` says how many processes of each, `--provider` names one. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: 'string' },
      provider: { type: 'string' },
      runs: { type: 'string', default: '15' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'first-price-bench-'));
  const providers: Record<string, object> = {};
  try {
    writeFileSync(join(folder, 'start.mjs'), START);
    await bundleBook(ROOT, join(folder, 'now.mjs'));
    if (values.against !== undefined)
      await bundleBook(checkOut(values.against, folder), join(folder, 'then.mjs'));
    for (const of of CASES) {
      const [provider] = of;
      if (values.provider !== undefined && values.provider !== provider) continue;
      const found = compare(folder, of, Number(values.runs), values.against !== undefined);
      providers[provider] = found;
      console.log(`${provider.padEnd(12)} ${JSON.stringify(found)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { benchmark: 'first-price', against: values.against ?? null, providers };
}
