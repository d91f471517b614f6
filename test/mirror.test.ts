import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRooms, readSources, type SourceFile } from '../scripts/check/read-sources.ts';
import coveredElsewhere from './covered-elsewhere.json' with { type: 'json' };

/** Rooms in which every file has a test. */
const MIRRORED = /^(core|adapters|lambdas|providers|client\/core)\//;

const exists = (path: string): boolean => existsSync(join(import.meta.dirname, '..', path));
const mirrorOf = (path: string): string => `test/${path.replace(/\.tsx?$/, '.test.ts')}`;

const sources = readRooms();
const everything = [...sources, ...readSources('test')];
const byPath = new Map(everything.map((source) => [source.path, source]));
const tested = sources.filter((source) => MIRRORED.test(source.path) && hasCode(source));

/** The test that covers a file, null where none does yet. */
const covered = new Map<string, string | null>(Object.entries(coveredElsewhere));

/** A file of types alone has nothing to run. */
function hasCode({ text }: SourceFile): boolean {
  return /^export (?:async |default )?(?:abstract )?(?:function|const|class|\{|await)/m.test(text);
}

/** Every file that a test loads, and those of the system that it starts. */
function loadedBy(test: string): Set<string> {
  const loaded = new Set([test]);
  for (const path of loaded) for (const file of byPath.get(path)?.files ?? []) loaded.add(file);
  // The functions run in processes of their own, as their handlers bundle them.
  if (loaded.has('testing/local-system.ts')) {
    for (const { path } of sources) if (/^lambdas\/[^/]+\.ts$/.test(path)) loaded.add(path);
    for (const path of loaded) for (const file of byPath.get(path)?.files ?? []) loaded.add(file);
  }
  return loaded;
}

describe('every file has a test at its path, or is named in covered-elsewhere.json', () => {
  it('with no new one missing: add the test, not a line to the list', () => {
    const missing = tested
      .map(({ path }) => path)
      .filter((path) => !exists(mirrorOf(path)) && !covered.has(path))
      .map((path) => `${path} has no ${mirrorOf(path)}`);
    expect(missing).toEqual([]);
  });

  it('with none named that has its own test now, or that is gone: take the line out', () => {
    const paths = new Set(tested.map(({ path }) => path));
    const superfluous = [...covered.keys()].filter((path) => !paths.has(path) || exists(mirrorOf(path)));
    expect(superfluous).toEqual([]);
  });

  it('with the named test loading the file', () => {
    const loaded = new Map([...new Set(covered.values())].map((test) => [test, loadedBy(test ?? '')]));
    const untrue = [...covered].filter(([path, test]) => test !== null && !loaded.get(test)?.has(path));
    expect(untrue).toEqual([]);
  });

  it('with fewer and fewer that no test loads', () => {
    expect([...covered].filter(([, test]) => test === null).length).toBeLessThanOrEqual(15);
  });
});
