import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installClient } from '../install-client.ts';
import { answerHttpApp } from './answer-http-app.ts';
import { BUNDLERS, type Bundler, bundleText } from './bundle-app.ts';
import { foreignParts, HTTP_APP, RUN_WELL } from './http-app.ts';
import { RUNTIMES } from './runtimes.ts';
import { buildByTurbopack, runByNext } from './turbopack.ts';

/** Bundlers and runtimes that this project does not use itself; about 750 MB in a folder that goes at the end. */
const OTHERS = [
  'webpack@5.113.0',
  'bun@1.4.5',
  'deno@2.9.6',
  'workerd@1.20261117.1',
  'next@16.4.6',
  'react@19.3.1',
  'react-dom@19.3.1',
] as const;
const TOKEN = 'a-key';

const webpack: Bundler = async (folder) => {
  writeFileSync(
    join(folder, 'webpack.mjs.build.cjs'),
    `require('webpack')({
  mode: 'production', target: 'es2022', context: __dirname, entry: './app.mjs',
  experiments: { outputModule: true }, optimization: { minimize: false },
  externalsType: 'module', externals: [({ request }, done) => request.startsWith('node:') ? done(null, request) : done()],
  output: { path: __dirname, filename: 'webpack.mjs', library: { type: 'module' }, chunkFormat: 'module' },
}, (error, stats) => {
  if (error || stats.hasErrors()) { console.error(String(error ?? stats.toString('errors-only'))); process.exitCode = 1; }
});`,
  );
  execFileSync(process.execPath, ['webpack.mjs.build.cjs'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(folder, 'webpack.mjs');
};

/**
 * Packs the client, builds an application that knows the API alone by each bundler, and runs each bundle in Node, Bun,
 * Deno and workerd, and that of Turbopack in Next.js. Answers 0 where no bundle holds what only Node or AWS has, and
 * each run records and reads.
 */
export async function command(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-bundles-'));
  let failed = 0;
  const check = async (what: string, work: () => Promise<string | undefined>) => {
    const fault = await work().catch((error: unknown) => String(error));
    if (fault !== undefined) failed++;
    console.log(`${fault === undefined ? 'ok  ' : 'FAIL'} ${what}${fault === undefined ? '' : `: ${fault}`}`);
  };
  try {
    installClient(folder, OTHERS);
    writeFileSync(join(folder, 'app.mjs'), HTTP_APP);
    await using api = await answerHttpApp(TOKEN);
    for (const [bundler, bundle] of Object.entries({ ...BUNDLERS, webpack })) {
      const built: { file?: string } = {};
      await check(`${bundler} builds it without the SDK of AWS and without Buffer`, async () => {
        built.file = await bundle(folder);
        const found = foreignParts(bundleText(built.file));
        return found.length === 0 ? undefined : `the bundle holds ${found.join(', ')}`;
      });
      const { file } = built;
      if (file === undefined) continue;
      for (const [runtime, run] of Object.entries(RUNTIMES)) {
        await check(`${runtime} runs what ${bundler} built`, async () => {
          const answer = await run(folder, file, api.apiUrl, TOKEN);
          return isDeepStrictEqual(answer, RUN_WELL) ? undefined : `it answered ${JSON.stringify(answer)}`;
        });
      }
    }
    await check('turbopack builds it as a route of Next.js, and Next.js runs it', async () => {
      buildByTurbopack(folder);
      const answer = await runByNext(folder, api.apiUrl, TOKEN);
      return isDeepStrictEqual(answer, RUN_WELL) ? undefined : `it answered ${JSON.stringify(answer)}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}
