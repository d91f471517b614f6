import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCostkeeper } from '../../client/index.ts';
import { type SdkModule, TRIED_SDKS, type TriedSdk } from './tried-sdks.ts';

/**
 * Installs old and new versions of the wrapped SDKs in a folder that goes at the end, makes one call of each against
 * the provider's documented answer, and answers 0 where each records one call or is refused, as it should.
 */
export async function command(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-sdks-'));
  let failed = 0;
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const packages = TRIED_SDKS.map(({ name, version }, index) => `sdk${index}@npm:${name}@${version}`);
    const args = ['install', '--no-audit', '--no-fund', '--loglevel', 'error', ...packages];
    execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const { resolve } = createRequire(join(folder, 'package.json'));
    for (const [index, sdk] of TRIED_SDKS.entries()) {
      const module = (await import(pathToFileURL(resolve(`sdk${index}`)).href)) as SdkModule;
      const found = await outcomeOf(sdk, module);
      if (found !== sdk.expected) failed++;
      console.log(`${found === sdk.expected ? 'ok  ' : 'FAIL'} ${sdk.name} ${sdk.version}: ${found}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

/** What a version did: one event for one call, a refusal by the wrapper, or anything else in words. */
async function outcomeOf({ call, answer }: TriedSdk, module: SdkModule): Promise<string> {
  const sent: string[] = [];
  const costkeeper = createCostkeeper({
    transport: {
      send: (body) => {
        sent.push(body);
        return Promise.resolve({});
      },
    },
    flushOnExit: false,
  });
  const reply = () =>
    Promise.resolve(
      new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } }),
    );
  try {
    await call(module, costkeeper, reply);
  } catch (error) {
    return error instanceof TypeError && error.message.includes('cannot be wrapped')
      ? 'refuses'
      : String(error);
  }
  await costkeeper.close();
  const { recorded } = costkeeper.stats();
  const isWhole = recorded === 1 && sent.join('').includes('"output_tokens":2');
  return isWhole ? 'records' : `${recorded} events for one call: ${sent.join(' ')}`;
}
