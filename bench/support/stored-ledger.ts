import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { addDays, dayOf } from '../../core/time/ledger-time.ts';
import { temporaryFolder } from '../../testing/dynamo.ts';
import { startLocalSystem } from '../../testing/local-system.ts';
import type { EntryPlan } from './made-up-jobs.ts';
import { writeEntries } from './write-ledger.ts';

/** A data folder of the local system with made-up entries. */
export interface StoredLedger {
  readonly folder: string;
  /** The engine's file in the folder. */
  readonly file: string;
  readonly table: string;
  readonly plan: EntryPlan;
}

/** Days of entries, ending yesterday. */
const DAYS = 60;
const PLAN = 'plan.json';

/** What else a ledger is made of, where it is not the one of a million entries. */
export type LedgerShape = Pick<EntryPlan, 'users' | 'calls' | 'oneFailsOf'> & { readonly days?: number };

/** What the commands on a stored ledger take. */
export function ledgerOptions(
  args: readonly string[],
  { entries: usual = 1_000_000, ...shape }: LedgerShape & { readonly entries?: number } = {},
): LedgerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entries: { type: 'string', default: String(usual) },
      reuse: { type: 'string' },
      shape: { type: 'string' },
    },
  });
  const entries = Number(values.entries);
  if (!Number.isInteger(entries) || entries < 1000)
    throw new Error('--entries takes a whole number from 1000 on');
  const given = values.shape === undefined ? shape : (JSON.parse(values.shape) as LedgerShape);
  return { entries, reuse: values.reuse, shape: given };
}

export interface LedgerOptions {
  readonly entries: number;
  readonly reuse: string | undefined;
  readonly shape: LedgerShape;
}

/**
 * Does work on the ledger in the folder that --reuse names, made first if it is not there; without a folder on
 * one that goes afterwards. The ledger is made by another process, so that this one's memory is its own.
 */
export async function withStoredLedger<T>(
  { entries, reuse, shape }: LedgerOptions,
  work: (ledger: StoredLedger) => Promise<T>,
): Promise<T> {
  const folder = reuse === undefined ? temporaryFolder('costkeeper-bench-') : resolve(reuse);
  try {
    if (!existsSync(join(folder, PLAN))) {
      const main = join(import.meta.dirname, '../main.ts');
      const shaped = ['--shape', JSON.stringify(shape)];
      const args = [main, 'ledger', '--entries', String(entries), '--reuse', folder, ...shaped];
      const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
      if (status !== 0) throw new Error(`the ledger could not be made in ${folder}`);
    }
    return await work(readLedger(folder, entries));
  } finally {
    if (reuse === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws when the folder has another number of entries. */
function readLedger(folder: string, entries: number): StoredLedger {
  const stored = JSON.parse(readFileSync(join(folder, PLAN), 'utf8')) as EntryPlan & { table: string };
  const { table, ...plan } = stored;
  if (plan.entries !== entries)
    throw new Error(
      `${folder} has ${plan.entries} entries: say --entries ${plan.entries}, or another folder`,
    );
  return { folder, file: join(folder, 'tables.db'), table, plan };
}

/** Has the local system make its table in the folder, then fills it. */
export async function makeLedger(
  folder: string,
  entries: number,
  { days = DAYS, ...shape }: LedgerShape,
  now: number,
): Promise<StoredLedger> {
  mkdirSync(folder, { recursive: true });
  let table: string;
  {
    await using system = await startLocalSystem('--data', folder, '--reset');
    table = system.endpoints.tableName;
  }
  const plan = { first: addDays(dayOf(now, 'UTC'), -days), days, entries, ...shape };
  const file = join(folder, 'tables.db');
  const started = performance.now();
  writeEntries(file, table, plan, now, (done) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`written ${done} of ${entries} entries, ${seconds} s`);
  });
  writeFileSync(join(folder, PLAN), JSON.stringify({ ...plan, table }));
  return readLedger(folder, entries);
}
