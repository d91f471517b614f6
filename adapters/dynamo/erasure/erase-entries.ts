import { ENTRY_FIELDS } from '../../../contracts/entry-fields.ts';
import { ENTITY } from '../../../contracts/table-layout.ts';
import { inBatches } from '../../../core/in-batches.ts';
import type { ErasedStretch } from '../../../core/erasure/erase-user.ts';
import { type Erasure, isCovered } from '../../../core/erasure/erasure.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { type LaneRule, userLaneOf } from '../../../core/usage/lanes.ts';
import { dayText, smallNumber, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { entryPartition, type ItemKey } from '../keys.ts';
import { ownersPartition } from '../total-keys.ts';
import type { Table } from '../table.ts';

const USER = ENTRY_FIELDS.userId.attribute;

/** History pages taken in one stretch. */
const PAGES_AT_ONCE = 50;

/** What an entry's listing becomes. */
type Fate = 'move' | 'stay' | 'drop';

/**
 * Replaces the user of entries and moves the pages that list them. The new page comes before the entries, so
 * that whatever carries the pseudonym is listed under it; the old page goes last, so that an interrupted
 * stretch finds it again.
 */
export class EraseEntries {
  readonly #table: Table;
  readonly #lanes: readonly LaneRule[];
  readonly #newId: () => string;

  /** `newId` gives ULIDs for pages. */
  constructor(table: Table, lanes: readonly LaneRule[], newId: () => string) {
    this.#table = table;
    this.#lanes = lanes;
    this.#newId = newId;
  }

  /** Some pages of the user's history, after the one that `after` names. */
  async pages(erasure: Erasure, after: string | undefined): Promise<ErasedStretch> {
    const { items, next } = await this.#table.page({
      Limit: PAGES_AT_ONCE,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: {
        ':pk': ownersPartition({ kind: 'user', id: erasure.userId }),
        ...(after === undefined ? {} : { ':after': after }),
      },
    });
    let changed = 0;
    for (const page of items) changed += await this.#movePage(page, erasure);
    return next ? { changed, next: textAttribute(next['sk']) } : { changed };
  }

  /** Replaces the user of one entry, if it still is the old one; nothing else of it changes but the lane. */
  async rewrite(key: ItemKey, { userId, pseudonym }: Erasure): Promise<boolean> {
    const lane = userLaneOf(this.#lanes, dayText(key.pk.split('#')[1]), pseudonym);
    const { done } = await this.#table.update(key, {
      // The lane of the user's total follows from the user; 0 is not written.
      UpdateExpression: lane > 0 ? 'SET #user = :new, #lane = :lane' : 'SET #user = :new REMOVE #lane',
      ConditionExpression: '#user = :old',
      ExpressionAttributeNames: { '#user': USER, '#lane': ENTRY_FIELDS.userLane.attribute },
      ExpressionAttributeValues: {
        ':new': pseudonym,
        ':old': userId,
        ...(lane > 0 ? { ':lane': lane } : {}),
      },
    });
    return done;
  }

  async #movePage(page: Item, erasure: Erasure): Promise<number> {
    const [hour = ''] = textAttribute(page['sk']).split('#');
    const lines = [...new Set(textAttribute(page['k']).split('\n'))];
    const fates = await this.#fatesOf(lines, dayText(hour.slice(0, 10)), erasure);
    const of = (fate: Fate) => lines.filter((line) => fates.get(line)?.fate === fate);
    const [moving, staying] = [of('move'), of('stay')];
    if (staying.length === lines.length) return 0;
    if (moving.length > 0) {
      const pk = ownersPartition({ kind: 'user', id: erasure.pseudonym });
      await this.#table.put({ pk, sk: `${hour}#${this.#newId()}`, e: ENTITY.page, k: moving.join('\n') });
    }
    const entries = moving.flatMap((line) => fates.get(line)?.entry ?? []);
    await inBatches(entries, (key) => this.rewrite(key, erasure));
    await this.#shorten(page, staying);
    return 1;
  }

  async #fatesOf(lines: readonly string[], day: Day, erasure: Erasure) {
    const keys = lines.map((line) => {
      const [, lane = '0', id = ''] = line.split('\t');
      return { pk: entryPartition(day, Number(lane)), sk: id };
    });
    const items = await this.#table.batchGet(keys);
    const found = new Map(
      items.map((item) => [`${textAttribute(item['pk'])}\n${textAttribute(item['sk'])}`, item]),
    );
    return new Map(
      lines.map((line, index) => {
        const key = keys[index] as ItemKey;
        const item = found.get(`${key.pk}\n${key.sk}`);
        const fate = fateOf(item, erasure);
        return [line, { fate, entry: item?.[USER] === erasure.userId && fate === 'move' ? key : undefined }];
      }),
    );
  }

  async #shorten({ pk, sk, k }: Item, staying: readonly string[]): Promise<void> {
    const key = { pk: textAttribute(pk), sk: textAttribute(sk) };
    const seen = { ConditionExpression: 'k = :seen', ExpressionAttributeValues: { ':seen': k } };
    if (staying.length === 0) await this.#table.delete(key, seen);
    else {
      await this.#table.update(key, {
        ...seen,
        UpdateExpression: 'SET k = :staying',
        ExpressionAttributeValues: { ':seen': k, ':staying': staying.join('\n') },
      });
    }
  }
}

/** True for an item of an entry that the request covers. */
export function isCoveredItem(item: Item, erasure: Erasure): boolean {
  const times = {
    occurredAt: smallNumber(item[ENTRY_FIELDS.occurredAt.attribute]),
    recordedAt: smallNumber(item[ENTRY_FIELDS.recordedAt.attribute]),
  };
  return item[USER] === erasure.userId && isCovered(times, erasure);
}

/** An entry that has expired keeps its place in the history: its archive is found by it. */
function fateOf(item: Item | undefined, erasure: Erasure): Fate {
  if (!item || item[USER] === erasure.pseudonym) return 'move';
  if (item[USER] !== erasure.userId) return 'drop';
  return isCoveredItem(item, erasure) ? 'move' : 'stay';
}
