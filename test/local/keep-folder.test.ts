import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFolder } from '../../local/keep-folder.ts';
import { processMark } from '../../local/process-mark.ts';
import { otherProcess } from '../support/other-process.ts';

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'keep-folder-'));
});

afterEach(() => rmSync(cache, { recursive: true, force: true }));

const make = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'last'), '');
};

const keep = (key: string, how = make) => keepFolder(cache, { key, last: 'last' }, how);

/** A whole folder as earlier runs left it, last used `seconds` ago; by the processes of the marks. */
async function leave(key: string, seconds: number, ...marks: readonly string[]): Promise<string> {
  const folder = path.join(cache, key);
  await make(folder);
  mkdirSync(path.join(folder, '.users'));
  for (const mark of marks) writeFileSync(path.join(folder, '.users', mark), '');
  const then = new Date(Date.now() - seconds * 1000);
  utimesSync(folder, then, then);
  return folder;
}

describe('keepFolder', () => {
  it('makes a folder once', async () => {
    const made: string[] = [];
    const how = async (folder: string) => {
      made.push(folder);
      await make(folder);
    };
    expect([await keep('a', how), await keep('a', how)]).toEqual([
      path.join(cache, 'a'),
      path.join(cache, 'a'),
    ]);
    expect(made).toHaveLength(1);
  });

  it('keeps the three youngest, and what a living process works with, however old', async () => {
    await using other = await otherProcess();
    await leave('used', 1000, '1-1', processMark(other.pid));
    await leave('of-an-ended-one', 900, `${other.pid}-1`);
    for (const [index, key] of ['b', 'c', 'd'].entries()) await leave(key, 800 - index, `${other.pid}-1`);
    await keep('new');
    expect(readdirSync(cache).sort()).toEqual(['b', 'c', 'd', 'new', 'used']);

    await other.end();
    await keep('newer');
    expect(readdirSync(cache).sort()).toEqual(['c', 'd', 'new', 'newer']);
  });

  it('keeps what this process was given, however many it is given after it', async () => {
    const first = await keep('a');
    for (const key of ['b', 'c', 'd', 'e', 'f']) {
      await keep(key);
      utimesSync(first, 0, 0);
    }
    expect(existsSync(path.join(first, 'last'))).toBe(true);
  });

  it('takes what another process made of the same meanwhile', async () => {
    const folder = await keep('a', async (fresh) => {
      await make(fresh);
      await leave('a', 0);
      writeFileSync(path.join(cache, 'a', 'theirs'), '');
    });
    expect(readdirSync(folder).sort()).toEqual(['.users', 'last', 'theirs']);
    expect(readdirSync(path.join(folder, '.users'))).toEqual([processMark()]);
    expect(readdirSync(cache)).toEqual(['a']);
  });

  it('makes anew what is not whole, and takes away what killed processes were making', async () => {
    mkdirSync(path.join(cache, 'a', 'half'), { recursive: true });
    await make(path.join(cache, 'b.4194999-1'));
    await using other = await otherProcess();
    const theirs = `c.${processMark(other.pid)}`;
    await make(path.join(cache, theirs));
    expect(readdirSync(await keep('a')).sort()).toEqual(['.users', 'last']);
    expect(readdirSync(cache).sort()).toEqual(['a', theirs]);
  });

  it('leaves nothing of what could not be made', async () => {
    const failing = keep('a', async (fresh) => {
      await make(fresh);
      throw new Error('does not build');
    });
    await expect(failing).rejects.toThrow('does not build');
    expect(readdirSync(cache)).toEqual([]);
  });
});
