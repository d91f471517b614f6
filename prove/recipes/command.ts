import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSystem, startLocalSystem } from '../../testing/local-system.ts';
import { installClient } from '../install-client.ts';
import { answerProvider } from './answer-provider.ts';
import { RECIPES } from './recipes.ts';
import { runRecipe } from './run-recipe.ts';
import { startRedis } from './start-redis.ts';
import { compileRecipes, writeRecipes } from './write-recipes.ts';

/**
 * Packs the client, installs it beside the frameworks that the guides name, in a folder that goes at the end, and runs
 * each recipe's code as its page has it, with a key of a local system, against a provider that answers as documented.
 * Answers 0 where all compile, and every call is one entry of its user and work at its exact cost.
 */
export async function command(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'costkeeper-recipes-'));
  let failed = 0;
  const check = (what: string, fault: string | undefined) => {
    if (fault !== undefined) failed++;
    console.log(`${fault === undefined ? 'ok  ' : 'FAIL'} ${what}${fault === undefined ? '' : `: ${fault}`}`);
  };
  try {
    installClient(folder, neededPackages());
    writeRecipes(folder, RECIPES);
    check('every recipe compiles with the types of its packages', compileRecipes(folder) || undefined);
    await using system = await startLocalSystem();
    await using provider = await answerProvider();
    await using redis = await startRedis();
    const key = await makeKey(system.endpoints);
    const run = {
      folder,
      endpoints: system.endpoints,
      key,
      providerUrl: provider.url,
      redisPort: redis?.port,
    };
    for (const recipe of RECIPES) {
      if (recipe.needs !== undefined && redis === undefined) {
        console.log(`skip ${recipe.heading}: no ${recipe.needs} on the PATH`);
        continue;
      }
      const packages = Object.entries(recipe.packages).map(([name, version]) => `${name} ${version}`);
      const what = `${recipe.heading} (${packages.join(', ')}): ${recipe.entries.length} calls`;
      check(what, await runRecipe(recipe, run).catch(String));
    }
    const unknown = provider.unknown.join(', ');
    check('no call went to a route that the provider does not have', unknown || undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

/** What the recipes name, each version once. */
function neededPackages(): string[] {
  const named = RECIPES.flatMap(({ packages }) => Object.entries(packages));
  return [...new Set(named.map(([name, version]) => `${name}@${version}`))];
}

/** A key that may record and nothing else. @throws Error with what the API answered */
async function makeKey({ api, tokens }: Pick<LocalSystem['endpoints'], 'api' | 'tokens'>): Promise<string> {
  const response = await fetch(`${api}/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'recipes', scopes: ['record'] }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`POST /keys: ${response.status} ${body}`);
  return (JSON.parse(body) as { key: string }).key;
}
