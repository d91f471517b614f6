import { generateKeyPairSync } from 'node:crypto';
import type { PricePack } from '../contracts/price-pack.ts';
import type { PackMemory, PackRecord, PackStore, PricesInForce } from '../core/price-packs/pack-record.ts';
import { BUILT_IN } from '../core/price-packs/pack-record.ts';
import { publicKeyText } from '../core/price-packs/seal-pack.ts';
import type { PackedPrices } from '../core/pricing/packed-prices.ts';

/** A pair of keys, the private one as PEM and the public one as a stage names it. */
export interface PackKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function newPackKeys(): PackKeys {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKey: pem, publicKey: publicKeyText(pem) };
}

type Entry = PricePack['models']['providers'][string][number];

/** Six models of one maker, the fewest of which bounds can be told, and a host of one of them. */
const MODELS: readonly Entry[] = [
  {
    id: 'small',
    names: ['small-2026-01-01'],
    prices: [{ usd: { input_tokens: '0.1', output_tokens: '0.4' } }],
  },
  { id: 'middle', prices: [{ usd: { input_tokens: '0.5', output_tokens: '2' } }] },
  { id: 'large', prices: [{ usd: { input_tokens: '3', output_tokens: '15' } }] },
  {
    id: 'rising',
    prices: [
      { to: '2026-12-01', usd: { input_tokens: '2', output_tokens: '8' } },
      { from: '2026-12-01', usd: { input_tokens: '4', output_tokens: '16' } },
    ],
  },
  { id: 'tiered', prices: [{ over: [1000], usd: { input_tokens: ['1', '2'], output_tokens: '6' } }] },
  {
    id: 'batched',
    prices: [{ usd: { input_tokens: '1.5', output_tokens: '7' } }],
    factors: [{ attributes: { service_tier: 'batch' }, times: '0.5', source: 'npm:made@1' }],
  },
];

/** A small sound pack of a made-up maker; `change` edits its models before it is given out. */
export function smallPack(
  version: number,
  change: (models: Entry[]) => void = () => undefined,
  more: Partial<PricePack> = {},
): PricePack {
  const models = structuredClone([...MODELS]);
  change(models);
  return {
    format: 1,
    version,
    publishedAt: '2026-11-20T06:00:00Z',
    catalogue: { source: 'catalogue', observedAt: '2026-11-19', providers: {} },
    models: { source: 'npm:made@1', observedAt: '2026-11-19', providers: { acme: models } },
    sources: {},
    opinions: [],
    withdrawn: [],
    ...more,
  };
}

/** The entry of a small pack's model. Throws an Error for a name that it does not have. */
export function entryOf(models: readonly Entry[], id: string): Entry {
  const found = models.find((entry) => entry.id === id);
  if (!found) throw new Error(`the small pack has no ${id}`);
  return found;
}

/** Packs in memory, as the table keeps them. */
export class MemoryPacks implements PackStore {
  #inForce: PricesInForce = BUILT_IN;
  readonly #contents = new Map<string, string>();
  readonly #records = new Map<number, PackRecord>();
  readonly #others: PackRecord[] = [];
  #memory: PackMemory = { highest: 0, withdrawn: [] };

  inForce(): Promise<PricesInForce> {
    return Promise.resolve(this.#inForce);
  }

  putInForce(next: PricesInForce, seen: PricesInForce): Promise<boolean> {
    const isSame = JSON.stringify(seen) === JSON.stringify(this.#inForce);
    if (isSame) this.#inForce = next;
    return Promise.resolve(isSame);
  }

  content(name: string): Promise<PackedPrices> {
    const text = this.#contents.get(name);
    if (text === undefined) return Promise.reject(new Error(`${name} is gone`));
    return Promise.resolve(JSON.parse(text) as PackedPrices);
  }

  keepContent(name: string, prices: PackedPrices): Promise<void> {
    this.#contents.set(name, JSON.stringify(prices));
    return Promise.resolve();
  }

  memory(): Promise<PackMemory> {
    return Promise.resolve(this.#memory);
  }

  remember(memory: PackMemory): Promise<void> {
    this.#memory = memory;
    return Promise.resolve();
  }

  list(most: number): Promise<{ packs: PackRecord[]; others: PackRecord[] }> {
    const packs = [...this.#records.values()].sort((a, b) => b.version - a.version).slice(0, most);
    return Promise.resolve({ packs, others: this.#others.toReversed().slice(0, most) });
  }

  read(version: number): Promise<PackRecord | undefined> {
    return Promise.resolve(this.#records.get(version));
  }

  keep(record: PackRecord): Promise<void> {
    this.#records.set(record.version, structuredClone(record));
    return Promise.resolve();
  }

  noteOther(record: PackRecord): Promise<void> {
    this.#others.push(structuredClone(record));
    return Promise.resolve();
  }
}
