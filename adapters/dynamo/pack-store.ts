import { Buffer } from 'node:buffer';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { PackMemory, PackRecord, PackStore, PricesInForce } from '../../core/price-packs/pack-record.ts';
import { BUILT_IN } from '../../core/price-packs/pack-record.ts';
import type { PackedPrices } from '../../core/pricing/packed-prices.ts';
import type { Item } from './entry-item.ts';
import { type ItemKey, OVERRIDE_VERSION_KEY } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import { jsonItem, storedJson } from './stored-json.ts';
import type { Table } from './table.ts';

/** Records of packs: verified ones by version, other files by the time they were found. */
const PACK_PARTITION = `${PREFIX.price}packs`;
const VERIFIED = 'v#';
const OTHER = 'x#';
const MEMORY: ItemKey = { pk: PACK_PARTITION, sk: 'memory' };

/** An item ends at 400 KB; the catalogue of today takes 15 KB. */
const PART_BYTES = 300 * 1024;
/** Fast to write, and a tenth of the text all the same. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** Files that are no packs are forgotten after this. */
const OTHER_KEPT_SECONDS = 30 * 86_400;

/** Packs in the table: what is in force is kept beside the version of overrides, so that one read tells both. */
export class DynamoPackStore implements PackStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async inForce(): Promise<PricesInForce> {
    const item = await this.#table.get(OVERRIDE_VERSION_KEY);
    return item?.['f'] === undefined ? BUILT_IN : storedJson<PricesInForce>(item, 'f');
  }

  async putInForce(next: PricesInForce, seen: PricesInForce): Promise<boolean> {
    const isFirst = seen.content === null && seen.version === null;
    const { done } = await this.#table.update(OVERRIDE_VERSION_KEY, {
      UpdateExpression: 'SET e = :e, f = :f, sv = :sv ADD v :one',
      ConditionExpression: isFirst ? 'attribute_not_exists(f) OR f = :seen' : 'f = :seen',
      ExpressionAttributeValues: {
        ':e': ENTITY.override,
        ':f': inForceText(next),
        ':seen': inForceText(seen),
        ':sv': 1,
        ':one': 1,
      },
    });
    return done;
  }

  async content(name: string): Promise<PackedPrices> {
    const parts = await this.#table.queryAll(ofPartition(contentPartition(name)));
    if (parts.length === 0) throw new Error(`the price data ${name} is gone: roll the pack back`);
    const bytes = Buffer.concat(parts.map((part) => part['b'] as Uint8Array));
    return JSON.parse(brotliDecompressSync(bytes).toString()) as PackedPrices;
  }

  async keepContent(name: string, prices: PackedPrices): Promise<void> {
    const bytes = brotliCompressSync(JSON.stringify(prices), QUALITY);
    for (let start = 0; start < bytes.length; start += PART_BYTES) {
      await this.#table.put({
        pk: contentPartition(name),
        sk: String(start / PART_BYTES).padStart(4, '0'),
        e: ENTITY.packContent,
        b: bytes.subarray(start, start + PART_BYTES),
      });
    }
  }

  async memory(): Promise<PackMemory> {
    const item = await this.#table.get(MEMORY);
    return item ? storedJson<PackMemory>(item, 'd') : { highest: 0, withdrawn: [] };
  }

  async remember(memory: PackMemory): Promise<void> {
    await this.#table.put({ ...MEMORY, e: ENTITY.pack, ...jsonItem('d', memory) });
  }

  async list(most: number): Promise<{ packs: PackRecord[]; others: PackRecord[] }> {
    const [packs, others] = await Promise.all([this.#newest(VERIFIED, most), this.#newest(OTHER, most)]);
    return { packs, others };
  }

  async read(version: number): Promise<PackRecord | undefined> {
    const item = await this.#table.get(packKey(version));
    return item && storedJson<PackRecord>(item, 'd');
  }

  async keep(record: PackRecord): Promise<void> {
    await this.#table.put({ ...packKey(record.version), e: ENTITY.pack, ...jsonItem('d', record) });
  }

  async noteOther(record: PackRecord): Promise<void> {
    const item: Item = {
      pk: PACK_PARTITION,
      // A file that is served for a week is one item: it is known by its digest and not noted again.
      sk: `${OTHER}${String(record.takenAt).padStart(15, '0')}#${record.digest.slice(0, 16)}`,
      e: ENTITY.pack,
      ...jsonItem('d', record),
      ttl: Math.floor(record.takenAt / 1000) + OTHER_KEPT_SECONDS,
    };
    await this.#table.put(item);
  }

  async #newest(kind: string, most: number): Promise<PackRecord[]> {
    const { items } = await this.#table.page({
      ...ofPartition(PACK_PARTITION, kind),
      ScanIndexForward: false,
      Limit: most,
      ConsistentRead: true,
    });
    return items.map((item) => storedJson<PackRecord>(item, 'd'));
  }
}

function inForceText({ version, content, publishedAt }: PricesInForce): string {
  return JSON.stringify({ version, content, publishedAt });
}

function packKey(version: number): ItemKey {
  return { pk: PACK_PARTITION, sk: `${VERIFIED}${String(version).padStart(16, '0')}` };
}

function contentPartition(name: string): string {
  return `${PREFIX.price}content#${name}`;
}
