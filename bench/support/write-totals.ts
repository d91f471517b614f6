import { DatabaseSync } from 'node:sqlite';
import { additionsOf } from '../../adapters/dynamo/total-item.ts';
import { dayIndexKey, totalKey } from '../../adapters/dynamo/total-keys.ts';
import { DAY_INDEX, DAY_INDEX_ATTRIBUTES, ENTITY } from '../../contracts/table-layout.ts';
import { addDays, startOfDay } from '../../core/time/ledger-time.ts';
import { type Contribution, contributionsOf } from '../../core/spend/contributions.ts';
import { addToSum } from '../../core/spend/gather-entries.ts';
import { entriesByDay, type EntryPlan, jobsOf } from './made-up-jobs.ts';
import { hashPrefix, wireItem } from './write-ledger.ts';

/**
 * Writes the day totals of the plan's entries straight into the file of an engine that is not running, as the
 * aggregator would have left them. The ledger's counts are left out.
 */
export function writeTotals(file: string, table: string, plan: EntryPlan): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  const insert = database.prepare(
    `INSERT INTO "${table}" (pk, sk, item_json, item_size, hash_prefix) VALUES (?, ?, ?, ?, ?)`,
  );
  const list = database.prepare(
    `INSERT INTO "${table}::gsi::${DAY_INDEX}" (gsi_pk, gsi_sk, table_pk, table_sk, item_json) VALUES (?, ?, ?, ?, ?)`,
  );
  for (const [day, count] of entriesByDay(plan)) {
    const sums = new Map<string, Contribution>();
    for (const job of jobsOf(day, count, plan)) {
      for (const entry of job) {
        for (const contribution of contributionsOf(entry, 'UTC')) {
          const { pk, sk } = totalKey(contribution.total);
          if (contribution.total.kind !== 'counts') addToSum(sums, `${pk}\n${sk}`, contribution);
        }
      }
    }
    for (const sum of sums.values()) {
      const { pk, sk } = totalKey(sum.total);
      const index = dayIndexKey(sum.total);
      const facts = { e: ENTITY.total, w: startOfDay(addDays(day, 1)), v: sum.events, f: sum.firstAt };
      const item = wireItem({ pk, sk, ...facts, ...index, ...Object.fromEntries(additionsOf(sum)) });
      const json = JSON.stringify(item);
      insert.run(`S:${pk}`, `S:${sk}`, json, json.length, hashPrefix(pk));
      if (!index) continue;
      const listed = ['pk', 'sk', 'dpk', 'dsk', ...DAY_INDEX_ATTRIBUTES].flatMap((name) =>
        item[name] === undefined ? [] : [[name, item[name]] as const],
      );
      list.run(
        `S:${index.dpk}`,
        `S:${index.dsk}`,
        `S:${pk}`,
        `S:${sk}`,
        JSON.stringify(Object.fromEntries(listed)),
      );
    }
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}
