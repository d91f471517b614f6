import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running DynamoDB and, when it is ours, its database file. */
export interface Database {
  readonly endpoint: string;
  /** Deletes stream records up to a position, except the last one of the table, which numbers the next. */
  prune(tableName: string, sequenceNumber: bigint): void;
  stop(): Promise<void>;
}

const WAYS_OUT =
  'No DynamoDB engine found. On Linux x64 `npm ci` brings one (@dynoxide/linux-x64, an optional dependency: ' +
  'do not install with --omit=optional). Elsewhere put a `dynoxide` on the PATH, or name any DynamoDB ' +
  'endpoint with streams in DYNAMODB_ENDPOINT.';

/**
 * Starts dynoxide on a database file in `folder`, or uses DYNAMODB_ENDPOINT. An engine that an earlier,
 * killed runner left on the same file is ended first. @throws with the ways out when there is no engine.
 */
export async function startDatabase(folder: string): Promise<Database> {
  const given = process.env['DYNAMODB_ENDPOINT'];
  if (given) return { endpoint: given, prune: () => undefined, stop: async () => undefined };
  const pidFile = path.join(folder, 'dynoxide.pid');
  endOrphan(pidFile);
  const file = path.join(folder, 'tables.db');
  const port = await freePort();
  const child = spawn(findBinary(), ['serve', '--port', String(port), '--db-path', file], {
    stdio: 'ignore',
  });
  child.on('error', () => undefined);
  writeFileSync(pidFile, String(child.pid));
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, child);
  const database = new DatabaseSync(file, { timeout: 60_000 });
  indexStreams(database);
  const deleteUpTo = database.prepare(
    `DELETE FROM _stream_records WHERE id IN (
       SELECT id FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= ?2
       AND CAST(sequence_number AS INTEGER) <
         (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1)
       LIMIT 2000)`,
  );
  return {
    endpoint,
    prune: (tableName, sequenceNumber) => void deleteUpTo.run(tableName, sequenceNumber),
    async stop() {
      database.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      rmSync(pidFile, { force: true });
    },
  };
}

function findBinary(): string {
  const name = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const packageName = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    const binary = path.join(path.dirname(manifest), name);
    if (existsSync(binary)) return binary;
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
  }
  if (spawnSync(name, ['--version']).status === 0) return name;
  throw new Error(WAYS_OUT);
}

/** Ends the engine of a runner that was killed; the pid may be another process's by now, so its name is asked. */
export function endOrphan(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' });
  if (pid > 0 && stdout.includes('dynoxide')) process.kill(pid, 'SIGKILL');
  rmSync(pidFile);
}

/** A port of 127.0.0.1 that was free a moment ago; for parts that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function untilAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`dynoxide ended at once with code ${child.exitCode}`);
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(20);
  }
}

/** Without these two, each write to a table with a stream costs more the longer the stream is. */
function indexStreams(database: DatabaseSync): void {
  database.exec(`
    CREATE INDEX IF NOT EXISTS local_stream_by_table
      ON _stream_records(table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS local_stream_by_shard
      ON _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER));
  `);
}
