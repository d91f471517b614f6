import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CostkeeperCore } from '../../client/core/costkeeper.ts';
import { createCostkeeper } from '../../client/index.ts';
import { installPackages } from '../install-client.ts';
import { AI_SDKS, type AiSdkModule, callAiSdk, compileAiSdk } from './ai-sdk-trial.ts';
import { type SdkModule, TRIED_SDKS, type TriedSdk } from './tried-sdks.ts';

/**
 * Installs old and new versions of the wrapped SDKs in a folder that goes at the end, makes one call of each against
 * the provider's documented answer, and answers 0 where each records one call or is refused, as it should. The AI
 * SDK's versions make two calls, and the client is compiled against their types.
 */
export async function command(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-sdks-'));
  let failed = 0;
  try {
    const packages = TRIED_SDKS.map(({ name, version }, index) => `sdk${index}@npm:${name}@${version}`);
    packages.push(...AI_SDKS.map(({ version }, index) => `ai${index}@npm:ai@${version}`), 'zod@4');
    installPackages(folder, packages);
    const { resolve } = createRequire(join(folder, 'package.json'));
    for (const [index, sdk] of TRIED_SDKS.entries()) {
      const module = (await import(pathToFileURL(resolve(`sdk${index}`)).href)) as SdkModule;
      const found = await outcomeOf(sdk, module);
      if (found !== sdk.expected) failed++;
      console.log(`${found === sdk.expected ? 'ok  ' : 'FAIL'} ${sdk.name} ${sdk.version}: ${found}`);
    }
    for (const [index, { version, form }] of AI_SDKS.entries()) {
      const module = (await import(pathToFileURL(resolve(`ai${index}`)).href)) as AiSdkModule;
      const found = await recordedBy((recorder) => callAiSdk(module, form, recorder));
      const complaints = compileAiSdk(folder, `ai${index}`);
      const isWhole = found.recorded === 2 && found.sent.includes('"input_tokens":9') && complaints === '';
      if (!isWhole) failed++;
      console.log(`${isWhole ? 'ok  ' : 'FAIL'} ai ${version}: ${found.recorded} of 2 calls ${complaints}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

/** What a version did: one event for one call, a refusal by the wrapper, or anything else in words. */
async function outcomeOf(
  { call, answer, part = '"output_tokens":2' }: TriedSdk,
  module: SdkModule,
): Promise<string> {
  const reply = () =>
    Promise.resolve(
      new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } }),
    );
  try {
    const { recorded, sent } = await recordedBy((recorder) => call(module, recorder, reply));
    const isWhole = recorded === 1 && sent.includes(part);
    return isWhole ? 'records' : `${recorded} events for one call: ${sent}`;
  } catch (error) {
    return error instanceof TypeError && error.message.includes('cannot be wrapped')
      ? 'refuses'
      : String(error);
  }
}

/** How many events calls recorded, and the messages with them. Rejects as the calls do. */
async function recordedBy(
  calls: (recorder: CostkeeperCore) => Promise<unknown>,
): Promise<{ readonly recorded: number; readonly sent: string }> {
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
  await calls(costkeeper);
  await costkeeper.close();
  return { recorded: costkeeper.stats().recorded, sent: sent.join(' ') };
}
