import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealPack } from '../../core/price-packs/seal-pack.ts';
import { startLocalSystem } from '../../testing/local-system.ts';
import { newPackKeys } from '../../testing/price-packs.ts';
import { ownPack } from '../packs/own-pack.ts';
import { readProofOptions } from '../read-options.ts';
import { faultsOf, settleByPack } from './settle-by-pack.ts';

const HELP = `npm run prove -- live-pack [--entries 500] [--json]

Records entries of a model without a price in a running local system that looks for price packs three times a
minute, by itself, and publishes the pack that prices it. The pack must be in force within 60 s, what waits must be
settled within 10 s more, and the totals must be exact to the last digit. Ends with 1 otherwise.

  --entries N  how many entries wait
  --json       only the last line, one JSON object
`;

const MODEL = { provider: 'openai', model: 'gpt-of-tomorrow', picoUsdPerToken: 1_234_567n };

/** A pack of the project's prices with the new model's beside them, sealed. */
function packWithModel(version: number, privateKey: string, publishedAt: Date): string {
  const pack = structuredClone({ ...ownPack(), version, publishedAt: publishedAt.toISOString() });
  pack.models.providers[MODEL.provider]?.push({
    id: MODEL.model,
    prices: [{ usd: { input_tokens: '1.234567' } }],
  });
  return sealPack(pack, privateKey);
}

/** `npm run prove -- live-pack`. Answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { entries: 500 });
  if (options === undefined) return 0;
  const keys = newPackKeys();
  const folder = mkdtempSync(join(tmpdir(), 'live-pack-'));
  let served: string | undefined;
  const server = createServer((_request, response) => {
    response.writeHead(served === undefined ? 404 : 200).end(served ?? '');
  });
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const key = join(folder, 'key.pem');
    writeFileSync(key, keys.privateKey);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pack.json`;
    await using system = await startLocalSystem('--price-feed', url, '--price-key', key);
    const publish = (): void => {
      served = packWithModel(1, keys.privateKey, new Date());
    };
    const model = { ...MODEL, version: 1, publish };
    const result = await settleByPack(system.endpoints, model, options.numbers.entries, Date.now);
    const faults = faultsOf(result);
    if (!options.json) for (const fault of faults) console.log(fault);
    console.log(JSON.stringify({ ok: faults.length === 0, ...result, faults }));
    return faults.length === 0 ? 0 : 1;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
