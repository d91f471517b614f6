import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { commandOf } from '../process-mark.ts';

/** A running DynamoDB and, when it is ours, its database file. */
export interface Database {
  readonly endpoint: string;
  /** Deletes stream records up to a position, except the last one of the table, which numbers the next. */
  prune(tableName: string, sequenceNumber: bigint): void;
  /** A number that is another after each write of the engine; undefined where its file is not ours to look at. */
  version(): number | undefined;
  /** Resolves with a sentence when the engine ends without being told to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

const WAYS_OUT =
  'No DynamoDB engine found. On Linux x64 `npm ci` brings one (@dynoxide/linux-x64, an optional dependency: ' +
  'do not install with --omit=optional). Elsewhere put a `dynoxide` on the PATH, or name any DynamoDB ' +
  'endpoint with streams in DYNAMODB_ENDPOINT.';

/** The engine's file in the folder of a run. */
const DATABASE = 'tables.db';

/**
 * Starts dynoxide on a database file in `folder`, or uses DYNAMODB_ENDPOINT. An engine that an earlier,
 * killed runner left on the same file is ended first. @throws with the ways out when there is no engine.
 */
export async function startDatabase(folder: string): Promise<Database> {
  const given = process.env['DYNAMODB_ENDPOINT'];
  if (given) {
    const never = new Promise<string>(() => undefined);
    const elsewhere = { prune: () => undefined, version: () => undefined };
    return { endpoint: given, ...elsewhere, died: never, stop: async () => undefined };
  }
  const pidFile = path.join(folder, 'dynoxide.pid');
  endOrphan(pidFile);
  const file = path.join(folder, DATABASE);
  const { child, endpoint } = await serve(file, pidFile);
  const { promise: died, resolve } = Promise.withResolvers<string>();
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping) resolve(`the DynamoDB engine has ended (${signal ?? `code ${code}`})`);
  });
  const database = new DatabaseSync(file, { timeout: 60_000 });
  indexStreams(database);
  const deleteUpTo = database.prepare(
    `DELETE FROM _stream_records WHERE id IN (
       SELECT id FROM _stream_records WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= ?2
       AND CAST(sequence_number AS INTEGER) <
         (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1)
       LIMIT 2000)`,
  );
  const version = database.prepare('PRAGMA data_version');
  return {
    endpoint,
    version: () => Number(version.get()?.['data_version']),
    prune: (tableName, sequenceNumber) => void deleteUpTo.run(tableName, sequenceNumber),
    died,
    async stop() {
      stopping = true;
      database.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
      rmSync(pidFile, { force: true });
    },
  };
}

/**
 * Ports that browsers refuse to call (the Fetch standard's list): the engine answers every origin and cannot be
 * told not to, and no page reaches it here.
 */
const CLOSED_TO_PAGES = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
];

/** Starts the engine on a port closed to pages, or any where none is free. @throws with its words when it ends */
async function serve(file: string, pidFile: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const start = randomInt(CLOSED_TO_PAGES.length);
  const ports = [...CLOSED_TO_PAGES.slice(start), ...CLOSED_TO_PAGES.slice(0, start)];
  let said = '';
  for (const port of [...ports, await freePort()]) {
    if (!(await isFree(port))) continue;
    const child = spawn(findBinary(), ['serve', '--port', String(port), '--db-path', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    writeFileSync(pidFile, String(child.pid), { mode: 0o600 });
    said = await firstWords(child);
    if (isListening(said)) return { child, endpoint: `http://127.0.0.1:${port}` };
    // Another process may have taken the port meanwhile, or tried whether it is free: then the next one is tried.
    if (!said.includes('in use')) break;
  }
  throw new Error(`the DynamoDB engine does not start on ${file}: ${said.trim()}`);
}

/**
 * What an engine that was just started says on stderr: that it listens (its README documents that line), or why it has
 * ended. Asking its port instead may be answered by the engine of another system that took it a moment before.
 */
export async function firstWords(engine: EngineProcess): Promise<string> {
  return await new Promise((resolve) => {
    let said = '';
    const hear = (text: string) => {
      said += text;
      if (!isListening(said)) return;
      engine.stderr.off('data', hear).resume();
      resolve(said);
    };
    engine.stderr.setEncoding('utf8').on('data', hear);
    engine.once('close', () => resolve(said)).on('error', ({ message }) => resolve(message));
  });
}

type EngineProcess = ChildProcess & { readonly stderr: Readable };

/** Whether these are the words of an engine that takes requests. */
export function isListening(said: string): boolean {
  return /^Dynoxide listening on .*\n/m.test(said);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
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

/**
 * Ends the engine that a killed runner left on the database beside its pid file. The pid may be another process's by
 * now, the engine of a system that runs among them: only one on this very file is ended.
 */
export function endOrphan(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const file = path.join(path.dirname(pidFile), DATABASE);
  if (pid > 0 && commandOf(pid).endsWith(`--db-path ${file}`)) process.kill(pid, 'SIGKILL');
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

/** Without these two, each write to a table with a stream costs more the longer the stream is. */
function indexStreams(database: DatabaseSync): void {
  database.exec(`
    CREATE INDEX IF NOT EXISTS local_stream_by_table
      ON _stream_records(table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS local_stream_by_shard
      ON _stream_records(table_name, shard_id, CAST(sequence_number AS INTEGER));
  `);
}
