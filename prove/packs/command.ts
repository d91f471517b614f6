import { ownPack } from './own-pack.ts';
import { provePacks } from './prove-packs.ts';
import { readProofOptions } from '../read-options.ts';

const HELP = `npm run prove -- packs [--cases 1000] [--seed 1] [--json]

Publishes broken price packs, made of this project's own prices, to a stage: unsigned, by a wrong key, tampered with,
cut off, malformed, of an old version, replayed, ten times too dear or too cheap, for a wrong quantity, overlapping,
with a cancelled rise, against a second source, of unknown parts, without a source, from the future, such that move
a week too much, of days and hours that do not exist, with rules, names, aliases, tiers and providers that no price
list has, and of a version that no other could follow. Ends with 1 when one comes into force, is kept for another reason than its own, or a sound pack
after them does not come into force.

  --cases N   how many in all
  --seed N    another seed, other cases
  --json      only the last line, one JSON object
`;

/** Runs the proof; 0 if it holds. @throws RangeError when an option is not a number */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { cases: 1000, seed: 1 });
  if (options === undefined) return 0;
  const { numbers, json } = options;
  const say = (text: string): void => {
    if (!json) console.log(text);
  };
  const used = { provider: 'openai', model: 'gpt-4o-mini' };
  const { cases, counts, faults } = await provePacks(ownPack(), used, numbers.cases, numbers.seed, say);
  for (const fault of faults.slice(0, 20)) console.error(fault);
  const ok = faults.length === 0;
  console.log(JSON.stringify({ ok, cases, faults: faults.length, counts }));
  return ok ? 0 : 1;
}
