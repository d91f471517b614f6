import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const WAY_OUT =
  'Put the whole folder back from a copy, or start with --reset, which empties it and with it the ledger.';

/** Reads a JSON file of a data folder. @throws with the file's name and the way out when it is damaged */
export function readKeptJson(file: string): unknown {
  const content = readFileSync(file, 'utf8');
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(`${file} is damaged (${why}). ${WAY_OUT}`, { cause });
}

/**
 * Looks at the files of a data folder before anything starts on them. @throws with a file's name and the way out
 * when one is damaged, or when the table is gone or older than the positions read from its stream: what it held
 * would be counted as never recorded.
 */
export function checkKeptState(folder: string): void {
  const file = (name: string) => path.join(folder, name);
  if (existsSync(file('key.json'))) readKeptJson(file('key.json'));
  if (existsSync(file('fauxqs.db'))) readFirst(file('fauxqs.db'), 'SELECT name FROM sqlite_master LIMIT 1');
  const positions = existsSync(file('positions.json'))
    ? (readKeptJson(file('positions.json')) as Record<string, string>)
    : {};
  const furthest = furthestOf(positions, file('positions.json'));
  if (process.env['DYNAMODB_ENDPOINT']) return;
  const last = lastStreamed(file('tables.db'));
  if (furthest > last) {
    const state = existsSync(file('tables.db')) ? 'is older than' : 'is missing beside';
    throw new Error(`${file('tables.db')} ${state} ${file('positions.json')}. ${WAY_OUT}`);
  }
}

function furthestOf(positions: Readonly<Record<string, string>>, file: string): bigint {
  try {
    return Object.values(positions)
      .map(BigInt)
      .reduce((most, one) => (one > most ? one : most), 0n);
  } catch (error) {
    throw damaged(file, error);
  }
}

/** The number of the newest stream record, 0 where the table is not there; the newest one is never pruned. */
function lastStreamed(file: string): bigint {
  if (!existsSync(file)) return 0n;
  const there = readFirst(file, "SELECT name FROM sqlite_master WHERE name = '_stream_records'");
  if (there === undefined) return 0n;
  const newest = readFirst(file, 'SELECT MAX(CAST(sequence_number AS INTEGER)) AS last FROM _stream_records');
  const last = newest?.['last'];
  return typeof last === 'bigint' ? last : 0n;
}

function readFirst(file: string, query: string): Record<string, unknown> | undefined {
  try {
    const database = new DatabaseSync(file);
    try {
      const statement = database.prepare(query);
      statement.setReadBigInts(true);
      return statement.get();
    } finally {
      database.close();
    }
  } catch (error) {
    throw damaged(file, error);
  }
}
