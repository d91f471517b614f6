import { startLocalSystem } from '../../testing/local-system.ts';
import { toldCalls } from '../../testing/otlp-export.ts';
import { checkWays, faultsOf } from './check-ways.ts';
import { readProofOptions } from '../read-options.ts';

const HELP = `npm run prove -- ways [--calls 1000] [--seed 1] [--json]

Tells a running local system of each call three times: as a span by OTLP, by the wrapped SDK and as LiteLLM logs it, in
lists that come in the order of the seed. Each call must be one entry, the other two reports of it kept as duplicates,
and the totals exact to the last digit. Ends with 1 otherwise.

  --calls N  how many calls
  --seed N   another order
  --json     only the last line, one JSON object
`;

/** Calls of one list. */
const BATCH = 100;

/** `npm run prove -- ways`. Answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { calls: 1000, seed: 1 });
  if (options === undefined) return 0;
  const { numbers, json } = options;
  const { calls, seed } = numbers;
  await using system = await startLocalSystem();
  const told = toldCalls(calls, `w${seed}`, Date.now());
  const result = await checkWays(system.endpoints, told, { seed, batch: BATCH });
  const faults = faultsOf(result);
  if (!json) for (const fault of faults) console.log(fault);
  console.log(JSON.stringify({ ok: faults.length === 0, seed, ...result, faults }));
  return faults.length === 0 ? 0 : 1;
}
