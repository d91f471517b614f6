import type { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Feeds a file, or a folder's files in order, into a hash; what does not exist adds nothing. */
export function addToHash(hash: ReturnType<typeof createHash>, file: string): void {
  if (!existsSync(file)) return;
  if (statSync(file).isDirectory()) {
    for (const name of readdirSync(file).sort()) addToHash(hash, path.join(file, name));
  } else hash.update(file).update('\0').update(readFileSync(file));
}
