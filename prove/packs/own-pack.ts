import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type PricePack, pricePackSchema } from '../../contracts/price-pack.ts';

function read(name: string): unknown {
  const file = fileURLToPath(new URL(`../../prices/${name}`, import.meta.url));
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

/** A pack of the project's prices, published the day after they were seen. */
export function ownPack(): PricePack {
  const catalogue = read('catalogue.json') as PricePack['catalogue'];
  const publishedAt = new Date(Date.parse(catalogue.observedAt) + 86_400_000).toISOString();
  return pricePackSchema.parse({
    format: 1,
    version: 1,
    publishedAt,
    catalogue,
    models: read('llm.json'),
    sources: read('sources.json'),
    opinions: [],
    withdrawn: [],
  });
}
