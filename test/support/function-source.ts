import { readFileSync } from 'node:fs';
import { bundleFunctions } from './bundle-functions.ts';

/** The code of lambdas/ in a function's bundle, as one text. */
export async function functionSource(service: string): Promise<string> {
  const files = (await bundleFunctions([service])).get(service)?.files ?? [];
  const own = files.filter((file) => file.startsWith('lambdas/'));
  return own.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).join('\n');
}
