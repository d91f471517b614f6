import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '../../local/data-folder.ts';
import { processMark } from '../../local/process-mark.ts';
import { otherProcess } from '../support/other-process.ts';

let parent: string;
let data: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'data-folder-'));
  data = path.join(parent, 'below', 'data');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const modeOf = (name: string) => statSync(path.join(data, name)).mode & 0o777;

/** Writes the table's file with stream records up to a number. */
function writeTable(last: number): void {
  const database = new DatabaseSync(path.join(data, 'tables.db'));
  database.exec('CREATE TABLE _stream_records (sequence_number TEXT)');
  database.prepare('INSERT INTO _stream_records VALUES (?)').run(String(last).padStart(21, '0'));
  database.close();
}

function writePositions(last: number): void {
  writeFileSync(
    path.join(data, 'positions.json'),
    JSON.stringify({ 'Stack/Mapping': String(last).padStart(21, '0') }),
  );
}

/** A folder for one run, made and let go of. */
function temporary(): DataFolder {
  const opened = openDataFolder(undefined, false);
  opened.release();
  return opened;
}

describe('the data folder', () => {
  it('is for its owner alone, also one that an earlier version left open', () => {
    mkdirSync(path.join(data, 'logs'), { recursive: true });
    writeTable(1);
    openDataFolder(data, false).release();
    expect([modeOf('.'), modeOf('logs'), modeOf('tables.db')]).toEqual([0o700, 0o700, 0o600]);
  });

  it('that nobody named is made for this run alone, and goes with it', () => {
    const own = openDataFolder(undefined, false);
    expect(statSync(own.path).isDirectory()).toBe(true);
    expect(path.basename(own.path)).toMatch(new RegExp(`^costkeeper-${process.pid}-`));
    own.release();
    expect(existsSync(own.path)).toBe(false);
  });

  it('that a killed run left goes at the next start, whoever has its id now; that of a run that lives stays', async () => {
    await using other = await otherProcess();
    const shared = path.dirname(temporary().path);
    const [killed, running] = [`${other.pid}-1`, processMark(other.pid)].map((mark) =>
      mkdtempSync(path.join(shared, `costkeeper-${mark}-`)),
    ) as [string, string];
    try {
      temporary();
      expect([existsSync(killed), existsSync(running)]).toEqual([false, true]);
    } finally {
      rmSync(running, { recursive: true });
    }
  });

  it('is refused while its runner lives, and not when another process has the id of a killed one', async () => {
    await using other = await otherProcess();
    openDataFolder(data, false).release();
    const lock = path.join(data, 'runner.pid');
    writeFileSync(lock, processMark(other.pid));
    expect(() => openDataFolder(data, false)).toThrow(`is in use by process ${other.pid};`);
    writeFileSync(lock, `${other.pid}-1`);
    const opened = openDataFolder(data, false);
    expect(readFileSync(lock, 'utf8')).toBe(processMark());
    opened.release();
  });

  it('is emptied by reset of what is ours alone', () => {
    mkdirSync(path.join(data, 'logs'), { recursive: true });
    writeTable(1);
    writeFileSync(path.join(data, 'notes.txt'), 'mine');
    openDataFolder(data, true).release();
    expect(readdirSync(data)).toEqual(['notes.txt']);
  });

  it('is no file', () => {
    expect(() => openDataFolder(import.meta.filename, false)).toThrow('--data takes a folder');
  });

  it('leaves the mode of a folder that holds other things', () => {
    mkdirSync(data, { recursive: true, mode: 0o755 });
    writeFileSync(path.join(data, 'notes.txt'), 'mine', { mode: 0o644 });
    const before = [modeOf('.'), modeOf('notes.txt')];
    openDataFolder(data, false).release();
    expect([modeOf('.'), modeOf('notes.txt')]).toEqual(before);
  });

  it.runIf(existsSync('/proc'))('says so where no folder can be made', () => {
    expect(() => openDataFolder('/proc/costkeeper/data', false)).toThrow(
      '--data /proc/costkeeper cannot be made',
    );
  });

  it.each(['tables.db', 'fauxqs.db', 'positions.json', 'key.json'])(
    'names a damaged %s and the way out, and does not keep the folder locked',
    (name) => {
      mkdirSync(data, { recursive: true });
      writeFileSync(path.join(data, name), 'no database and no JSON, as a broken disk leaves it'.repeat(100));
      const open = () => openDataFolder(data, false);
      expect(open).toThrow(`${path.join(data, name)} is damaged`);
      expect(open).toThrow('--reset');
      expect(existsSync(path.join(data, 'runner.pid'))).toBe(false);
      openDataFolder(data, true).release();
    },
  );

  it('refuses positions without their table, and a table that is older than they are', () => {
    mkdirSync(data, { recursive: true });
    writePositions(7);
    expect(() => openDataFolder(data, false)).toThrow(/tables\.db is missing beside .*positions\.json/);
    writeTable(5);
    expect(() => openDataFolder(data, false)).toThrow(/tables\.db is older than .*positions\.json/);
    rmSync(path.join(data, 'tables.db'));
    writeTable(7);
    openDataFolder(data, false).release();
  });
});
