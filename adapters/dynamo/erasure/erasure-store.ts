import { ENTITY, PREFIX } from '../../../contracts/table-layout.ts';
import type { Erasure, ErasurePass, ErasureStore } from '../../../core/erasure/erasure.ts';
import type { Instant } from '../../../core/time/ledger-time.ts';
import { smallNumber, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { ofPartition } from '../run-queries.ts';
import type { Change, Table } from '../table.ts';

/** All erasures under way, in one collection: there are few, and each goes at its end. */
export const ERASURE_PARTITION = `${PREFIX.job}erasures`;

/** Only the pass that ran may end: a request that came meanwhile has begun a new one. */
const SAME_PASS = 'rq = :at AND n = :pass';

/** Erasures under way, in the table. */
export class DynamoErasureStore implements ErasureStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async list(): Promise<Erasure[]> {
    const items = await this.#table.queryAll(ofPartition(ERASURE_PARTITION));
    return items.map(erasureOf);
  }

  async read(id: string): Promise<Erasure | undefined> {
    const item = await this.#table.get(erasureKey(id));
    return item && erasureOf(item);
  }

  async put({ id, userId, pseudonym, requestedAt, pass, dueAt }: Erasure): Promise<void> {
    const fields = { u: userId, p: pseudonym, rq: requestedAt, n: pass, due: dueAt };
    await this.#table.put({ ...erasureKey(id), e: ENTITY.erasure, ...fields });
  }

  async renew(id: string, requestedAt: Instant): Promise<Erasure | undefined> {
    const item = await this.#change(id, {
      UpdateExpression: 'SET rq = :at, n = :first, due = :at REMOVE cur',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': requestedAt, ':first': 1 },
    });
    return item && erasureOf(item);
  }

  async remember(pass: ErasurePass, cursor: string | undefined): Promise<void> {
    await this.#change(pass.id, {
      UpdateExpression: cursor === undefined ? 'REMOVE cur' : 'SET cur = :cursor',
      ConditionExpression: SAME_PASS,
      ExpressionAttributeValues: {
        ...valuesOf(pass),
        ...(cursor === undefined ? {} : { ':cursor': cursor }),
      },
    });
  }

  async postpone(pass: ErasurePass, dueAt: Instant): Promise<void> {
    await this.#change(pass.id, {
      UpdateExpression: 'SET n = :next, due = :due REMOVE cur',
      ConditionExpression: SAME_PASS,
      ExpressionAttributeValues: { ...valuesOf(pass), ':next': pass.pass + 1, ':due': dueAt },
    });
  }

  async end(pass: ErasurePass): Promise<void> {
    await this.#table.delete(erasureKey(pass.id), {
      ConditionExpression: SAME_PASS,
      ExpressionAttributeValues: valuesOf(pass),
    });
  }

  /** The item as it is now; undefined when it belongs to another pass, or is gone. */
  async #change(id: string, change: Change): Promise<Item | undefined> {
    const { done, item } = await this.#table.update(erasureKey(id), { ReturnValues: 'ALL_NEW', ...change });
    return done ? item : undefined;
  }
}

function erasureKey(id: string): { pk: string; sk: string } {
  return { pk: ERASURE_PARTITION, sk: id };
}

function valuesOf({ requestedAt, pass }: ErasurePass): Item {
  return { ':at': requestedAt, ':pass': pass };
}

function erasureOf(item: Item): Erasure {
  return {
    id: textAttribute(item['sk']),
    userId: textAttribute(item['u']),
    pseudonym: textAttribute(item['p']),
    requestedAt: smallNumber(item['rq']),
    pass: smallNumber(item['n']),
    dueAt: smallNumber(item['due']),
    cursor: item['cur'] === undefined ? undefined : textAttribute(item['cur']),
  };
}
