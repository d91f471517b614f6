import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where `npm run prices:pack` puts the key that it makes. */
export const OWN_KEY = path.join('.local', 'price-key.pub.pem');

/**
 * What `--price-feed` and `--price-key` say, as context of the app: nothing without a feed. The key's file may be of
 * either half; only the public one goes on. @throws when there is no key, or the file holds none
 */
export function priceFeedContext(
  url: string | undefined,
  keyFile: string | undefined,
): Readonly<Record<string, string>> {
  if (url === undefined) {
    if (keyFile !== undefined) throw new Error('--price-key is for --price-feed URL: name the address too');
    return {};
  }
  const file = keyFile ?? OWN_KEY;
  if (!existsSync(file))
    throw new Error(`${file} is not there: name the key of the packs with --price-key FILE`);
  const publicKey = createPublicKey(readFileSync(file, 'utf8'))
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
  return { priceFeed: JSON.stringify({ urls: [url], publicKey, everyMinutes: 1 }) };
}
