import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { LocalSystem } from '../../testing/local-system.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { formatDecimal, parseUsd, sumUsd } from '../../core/money/decimal.ts';
import { slugOfRecipe } from './write-recipes.ts';
import type { ExpectedEntry, Recipe } from './recipes.ts';

/** What the applications of a run share. */
export interface RecipeRun {
  /** Where the packages are installed. */
  readonly folder: string;
  readonly endpoints: Pick<LocalSystem['endpoints'], 'api' | 'tokens'>;
  /** A key of scope `record`. */
  readonly key: string;
  readonly providerUrl: string;
  readonly redisPort: number | undefined;
}

interface FoundEntry extends ExpectedEntry {
  readonly userId: string | null;
  readonly status: string;
}

/** An entry as a line that two of can be compared by. */
function told({ provider, model, usage, costUsd, attempt, userId, status }: FoundEntry): string {
  const parts = Object.entries(usage).map(([part, quantity]) => `${part} ${quantity}`);
  return `${provider} ${model} (${parts.sort().join(', ')}) $${costUsd}, attempt ${attempt}, ${userId}, ${status}`;
}

/**
 * Runs a recipe's application and compares what the ledger has of its work. Answers what is wrong; undefined where
 * every call is one entry of its user at its exact cost, and the receipt is their sum. Rejects as the application does.
 */
export async function runRecipe(recipe: Recipe, run: RecipeRun): Promise<string | undefined> {
  const work = slugOfRecipe(recipe);
  const env = {
    PATH: process.env['PATH'],
    COSTKEEPER_API_URL: `${run.endpoints.api}/key`,
    COSTKEEPER_KEY: run.key,
    OPENAI_API_KEY: 'none',
    ANTHROPIC_API_KEY: 'none',
    PROVIDER_URL: run.providerUrl,
    REDIS_PORT: String(run.redisPort ?? ''),
    WORK: work,
  };
  const args = ['--import', '../to-provider.mjs', 'application.mjs'];
  await promisify(execFile)(process.execPath, args, { cwd: join(run.folder, work), env });
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(run.endpoints.api + path, {
      headers: { authorization: `Bearer ${run.endpoints.tokens.reader}` },
    });
    return (await response.json()) as T;
  };
  const isWhole = (found: readonly string[]) => isDeepStrictEqual(found, wanted);
  const wanted = recipe.entries.map((entry) => told({ ...entry, userId: 'ada', status: 'priced' })).sort();
  const look = async () => {
    const query = new URLSearchParams({ resourceType: recipe.work, resourceId: work });
    const { entries } = await read<{ entries: FoundEntry[] }>(`/entries?${query.toString()}`);
    return entries.map(told).sort();
  };
  const found = await waitFor(recipe.heading, look, isWhole).catch(look);
  if (!isWhole(found)) return `entries are\n  ${found.join('\n  ')}\nnot\n  ${wanted.join('\n  ')}`;
  const receipt = () => read<{ totalUsd: string; events: number }>(`/resources/${recipe.work}/${work}`);
  const { totalUsd } = await waitFor(
    `the receipt of ${recipe.heading}`,
    receipt,
    ({ events }) => events === wanted.length,
  );
  const sum = formatDecimal(sumUsd(recipe.entries.map(({ costUsd }) => parseUsd(costUsd))));
  return totalUsd === sum ? undefined : `the receipt is $${totalUsd}, not $${sum}`;
}
