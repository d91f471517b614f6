import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { convertToAttr } from '@aws-sdk/util-dynamodb';
import { ORGANISATION } from '../../core/scopes/scope.ts';
import { historyPartition } from '../../adapters/dynamo/total-keys.ts';
import { DAY_INDEX, ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { entryItem, type Item } from '../../adapters/dynamo/entry-item.ts';
import { entryPartition, historySortKey, LEDGER_KEY, markKey } from '../../adapters/dynamo/keys.ts';
import { markExpiry } from '../../adapters/dynamo/mark-age.ts';
import { withBits } from '../../core/spend/bitmap.ts';
import { hourOf, type Instant } from '../../core/time/ledger-time.ts';
import { entriesByDay, type EntryPlan, jobsOf, type MadeUpJob } from './made-up-jobs.ts';
import { batchesOf } from '../../core/in-batches.ts';

/** Entries that a history page lists. */
const PAGE_LINES = 22;

/**
 * Writes the plan's entries with their marks (all bits set) and history pages, as recorder and aggregator
 * would have left them, and no totals. It goes straight into the file of an engine that is not running: through
 * the engine a million take twenty minutes.
 */
export function writeEntries(
  file: string,
  table: string,
  plan: EntryPlan,
  now: Instant,
  progress = (_done: number) => {},
) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF');
  const insert = database.prepare(
    `INSERT INTO "${table}" (pk, sk, item_json, item_size, hash_prefix) VALUES (?, ?, ?, ?, ?)`,
  );
  const put = (item: Item) => {
    const wire = wireItem(item);
    const [pk, sk] = [String(item['pk']), String(item['sk'])];
    const json = JSON.stringify(wire);
    insert.run(`S:${pk}`, `S:${sk}`, json, json.length, hashPrefix(pk));
  };
  let done = 0;
  database.exec('BEGIN');
  put({ ...LEDGER_KEY, e: ENTITY.ledger, d: plan.first });
  for (const [day, count] of entriesByDay(plan)) {
    for (const job of jobsOf(day, count, plan)) {
      for (const entry of job) put(entryItem(entry));
      const mark = markOf(job);
      if (mark.ttl * 1000 > now) put(mark);
      for (const page of pagesOf(job)) put(page);
    }
    database.exec('COMMIT; BEGIN');
    done += count;
    progress(done);
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

function markOf([first, ...others]: MadeUpJob) {
  const bits = withBits(
    undefined,
    [first, ...others].map(({ mark }) => mark.index),
  );
  const { batch } = first.mark;
  const key = markKey({ batch, partition: entryPartition(first.day, first.lane) });
  return { ...key, e: ENTITY.mark, n: others.length + 1, b: bits, ttl: markExpiry(batch) };
}

function pagesOf([first, ...others]: MadeUpJob): Item[] {
  const { day, userId = '-', resource, group, mark } = first;
  const owners = [
    ORGANISATION,
    { kind: 'user', id: userId } as const,
    ...(resource ? [{ kind: 'resource', ...resource } as const] : []),
    ...(group ? [{ kind: 'group', ...group } as const] : []),
  ];
  const hours = [...Map.groupBy([first, ...others], ({ occurredAt }) => hourOf(occurredAt, 'UTC'))];
  const pages = hours.flatMap(([hour, entries]) =>
    batchesOf(entries, PAGE_LINES).map((listed, page) => ({
      hour,
      page,
      lines: listed.map(({ occurredAt, lane, id }) => `${occurredAt}\t${lane}\t${id}`),
    })),
  );
  return owners.flatMap((of) =>
    pages.map(({ hour, page, lines }) => ({
      pk: historyPartition(of, day),
      sk: historySortKey(day, hour, `${mark.batch}${page}`),
      e: ENTITY.page,
      k: lines.join('\n'),
    })),
  );
}

/** How the engine orders a table for scans. */
export function hashPrefix(pk: string): string {
  return createHash('md5').update(`Outliers${pk}`).digest('hex').slice(0, 6);
}

/** An item as it travels and is stored. */
export function wireItem(item: Item): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    wire[name] =
      value instanceof Uint8Array
        ? { B: Buffer.from(value).toString('base64') }
        : convertToAttr(value, { removeUndefinedValues: true });
  }
  return wire;
}

/** Takes every total and what was rolled up from totals out of the file, and the stream's past. */
export function removeTotals(file: string, table: string): void {
  const database = new DatabaseSync(file);
  const kept = [
    PREFIX.entry,
    PREFIX.mark,
    PREFIX.userPage,
    PREFIX.resourcePage,
    PREFIX.groupPage,
    PREFIX.organisationPage,
  ];
  const others = kept.map((prefix) => `pk NOT GLOB 'S:${prefix}*'`).join(' AND ');
  database.exec(`DELETE FROM "${table}" WHERE ${others} AND pk <> 'S:${LEDGER_KEY.pk}'`);
  database.exec(`DELETE FROM "${table}::gsi::${DAY_INDEX}"`);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  forgetStream(file);
}

/** Deletes the stream's records but the last, which numbers the next; nothing reads them. */
export function forgetStream(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('DELETE FROM _stream_records WHERE id < (SELECT MAX(id) FROM _stream_records)');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Whether anything is stored under a partition key. */
export function hasPartition(file: string, table: string, pk: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  const found = database.prepare(`SELECT sk FROM "${table}" WHERE pk = ? LIMIT 1`).get(`S:${pk}`);
  database.close();
  return found !== undefined;
}
