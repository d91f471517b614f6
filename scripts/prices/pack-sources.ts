import { existsSync, readFileSync } from 'node:fs';
import {
  type PricePack,
  pricePackSchema,
  type SecondOpinion,
  type WithdrawnRow,
} from '../../contracts/price-pack.ts';
import { openPack, readPublicKey } from '../../core/price-packs/open-pack.ts';
import { WORDS } from '../schema-words.ts';

/** A JSON file as a pack takes it. @throws Error that names a file which is not there or no JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** What goes into a pack, unread. */
export interface PackParts {
  readonly version: number;
  readonly publishedAt: string;
  readonly catalogue: unknown;
  readonly models: unknown;
  readonly sources: unknown;
  readonly opinions: readonly SecondOpinion[];
  readonly withdrawn: readonly WithdrawnRow[];
}

/** The pack, checked by its schema. @throws Error with what is wrong, each in a line */
export function makePack(parts: PackParts): PricePack {
  const parsed = pricePackSchema.safeParse({ format: 1, ...parts }, WORDS);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.map(String).join('.')} ${message}`);
  throw new Error(`The pack would be refused:\n${lines.slice(0, 20).join('\n')}`);
}

/**
 * A version above every earlier one: the time in UTC as digits, or one more than that of the pack which is there
 * already.
 */
export function nextVersion(now: Date, file: string, publicKey: string): number {
  const byTime = Number(now.toISOString().slice(0, 19).replaceAll(/\D/g, ''));
  if (!existsSync(file)) return byTime;
  const before = openPack(readFileSync(file, 'utf8'), readPublicKey(publicKey));
  return 'pack' in before && before.pack.version >= byTime ? before.pack.version + 1 : byTime;
}
