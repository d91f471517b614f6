import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { ConflictError } from '../../core/errors.ts';
import type { OverrideStore } from '../../core/pricing/override-ports.ts';
import type { OverrideChange } from '../../core/pricing/override.ts';
import type { PriceAlias } from '../../core/pricing/price-alias.ts';
import type { PriceChange } from '../../core/pricing/price-change.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { numberText } from './document-client.ts';
import { OVERRIDE_VERSION_KEY } from './keys.ts';
import { readableItems } from './readable-items.ts';
import { between } from './run-queries.ts';
import { jsonItem, storedJson } from './stored-json.ts';
import type { Action, Table } from './table.ts';

/** Overrides in one collection. */
export const OVERRIDE_PARTITION = `${PREFIX.price}overrides`;

/** What became of each that was sent, in another. */
export const PRICE_CHANGE_PARTITION = `${PREFIX.price}changes`;

/** Aliases in another, read as a whole too. */
export const ALIAS_PARTITION = `${PREFIX.price}aliases`;

/** A row may be put where there is none, and again the same: `j` is the row, `to` its end. */
const NEW_OR_SAME = 'attribute_not_exists(pk) OR j = :j';

type Put = Extract<Action, { Put: object }>['Put'];

/** Overrides in the table: one collection, read as a whole; a few hundred at most. */
export class DynamoOverrideStore implements OverrideStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(): Promise<PriceRow[]> {
    const items = await this.#table.queryAll(between(OVERRIDE_PARTITION, '!', '~'));
    return items.map((item) => storedJson<PriceRow>(item, 'j'));
  }

  async version(): Promise<string> {
    return numberText((await this.#table.get(OVERRIDE_VERSION_KEY))?.['v']);
  }

  save({ row, closed }: OverrideChange, seen: string, record?: PriceChange): Promise<boolean> {
    const added = { ...putOf(row), ConditionExpression: NEW_OR_SAME };
    const values = { ':j': overrideItem(row).j };
    const puts = [{ ...added, ExpressionAttributeValues: values }, ...(closed ? [putOf(closed)] : [])];
    if (record) puts.push(recordPut(record));
    return this.#write(row, puts, seen);
  }

  async changes(): Promise<PriceChange[]> {
    const items = await this.#table.queryAll(between(PRICE_CHANGE_PARTITION, '!', '~'));
    return readableItems(items, (item) => storedJson<PriceChange>(item, 'j'));
  }

  async change(id: string): Promise<PriceChange | undefined> {
    const item = await this.#table.get({ pk: PRICE_CHANGE_PARTITION, sk: id });
    return item && storedJson<PriceChange>(item, 'j');
  }

  put(rows: readonly PriceRow[], records: readonly PriceChange[], seen: string): Promise<boolean> {
    const [first] = records;
    if (!first) throw new TypeError('a change of prices has a record');
    return this.#write(first, [...rows.map(putOf), ...records.map(recordPut)], seen);
  }

  async aliases(): Promise<PriceAlias[]> {
    const items = await this.#table.queryAll(between(ALIAS_PARTITION, '!', '~'));
    return items.map((item) => storedJson<PriceAlias>(item, 'j'));
  }

  saveAlias(alias: PriceAlias, seen: string): Promise<boolean> {
    const Item = { pk: ALIAS_PARTITION, sk: alias.id, e: ENTITY.override, ...jsonItem('j', alias) };
    return this.#write(alias, [{ Item }], seen);
  }

  close(row: PriceRow, seen: string): Promise<boolean> {
    return this.#write(row, [putOf(row)], seen);
  }

  async #write(row: { readonly id: string }, puts: readonly Put[], seen: string): Promise<boolean> {
    const first = seen === '0';
    const version = {
      Key: OVERRIDE_VERSION_KEY,
      UpdateExpression: 'SET e = :e ADD v :one',
      ConditionExpression: first ? 'attribute_not_exists(v)' : 'v = :seen',
      ExpressionAttributeValues: {
        ':e': ENTITY.override,
        ':one': 1,
        ...(first ? {} : { ':seen': BigInt(seen) }),
      },
    };
    const refused = await this.#table.transact([...puts.map((Put) => ({ Put })), { Update: version }]);
    if (refused === undefined) return true;
    if (refused.at(-1) === 'ConditionalCheckFailed' || refused.includes('TransactionConflict')) return false;
    throw changedMeanwhile(row);
  }
}

function putOf(row: PriceRow): Put {
  return { Item: overrideItem(row) };
}

function recordPut(record: PriceChange): Put {
  const Item = { pk: PRICE_CHANGE_PARTITION, sk: record.id, e: ENTITY.override, ...jsonItem('j', record) };
  return { Item };
}

function overrideItem(row: PriceRow) {
  const end = row.effectiveTo === null ? {} : { to: row.effectiveTo };
  return { pk: OVERRIDE_PARTITION, sk: row.id, e: ENTITY.override, ...jsonItem('j', row), ...end };
}

function changedMeanwhile(row: { readonly id: string }): ConflictError {
  return new ConflictError(
    `override ${row.id} was changed by another request: read the prices again and repeat`,
  );
}
