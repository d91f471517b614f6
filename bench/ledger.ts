import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ledgerOptions, makeLedger } from './support/stored-ledger.ts';

export const description =
  'makes a data folder of the local system with --entries N (1,000,000) for rebuild, dashboard, export; --reuse DIR';

/** Makes the folder that the other benchmarks take with the same options. */
export async function run(args: readonly string[] = []): Promise<object> {
  const { entries, reuse, shape } = ledgerOptions(args);
  if (reuse === undefined) throw new Error('--reuse DIR names the folder to make');
  const started = performance.now();
  const { file, table, plan } = await makeLedger(resolve(reuse), entries, shape, Date.now());
  return {
    bench: 'ledger',
    ...plan,
    table,
    megabytes: Math.round(statSync(file).size / 1_048_576),
    seconds: Math.round((performance.now() - started) / 1000),
  };
}
