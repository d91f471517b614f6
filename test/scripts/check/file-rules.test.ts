import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../../scripts/check/file-rules.ts';
import type { SourceFile } from '../../../scripts/check/read-sources.ts';

function found(path: string, more: Partial<SourceFile> = {}) {
  return checkFiles([{ path, files: [], text: '', original: '', packages: [], lines: 0, ...more }]);
}

describe('files', () => {
  it.each([
    ['core/spend/total.ts', 200],
    ['lambdas/serve-api.ts', 60],
    ['lambdas/api/present.ts', 200],
    ['lib/parts/ledger-api.ts', 110],
    ['test/core/money/decimal.test.ts', 400],
  ])('%s may have %i lines', (path, ceiling) => {
    expect(found(path, { lines: ceiling })).toEqual([]);
    expect(found(path, { lines: ceiling + 1 })).toMatchObject([
      { file: path, mend: 'split it by what it does' },
    ]);
  });

  it.each(['core/spend/readTotals.ts', 'core/Spend/total.ts', 'core/spend/read_totals.ts'])(
    'is not to be called %s',
    (path) => {
      expect(found(path)).toMatchObject([{ file: path, what: 'has a name that is not in kebab case' }]);
    },
  );

  it.each(['prettier', 'oxfmt'])('do not switch %s off', (formatter) => {
    const original = `const a = 1;\nconst b = [1, 2]; // ${formatter}-ignore\n`;
    expect(found('local/runtime.ts', { original })).toMatchObject([
      { line: 2, what: 'switches the formatter off' },
    ]);
  });

  it.each([
    ['export function keyOf(scope: Scope) {', 'keyOf'],
    ['async function itemOf(row: Row) {', 'itemOf'],
    ['const sumOf = (amounts: Amounts) => 0n;', 'sumOf'],
  ])('have no function whose name tells neither what goes in nor what comes out: %s', (line, name) => {
    expect(found('core/spend/total.ts', { original: `\n${line}\n` })).toMatchObject([
      { line: 2, what: `has a function ${name}` },
    ]);
  });

  it.each(['function dayOf(at: Instant) {', 'const entryItem = 1;', '  const keyOf = (a: A) => a.key;'])(
    'may say %s',
    (original) => {
      expect(found('core/spend/total.ts', { original })).toEqual([]);
    },
  );

  it.each([
    'const told = error.message.slice(0, 300);',
    "return { type: 'plain_text', text: text.slice(0, most) };",
    'const shown = String(value).slice(0, 40);',
    'name.trim().slice(0, LIMITS.tagNameCharacters),',
    'problems.map((problem) => problem.slice(0, PROBLEM_CHARACTERS));',
  ])('cut no text in the middle of a character: %s', (line) => {
    expect(found('core/alerts/told.ts', { original: `\n${line}\n` })).toMatchObject([
      { line: 2, what: 'cuts a text wherever its length ends' },
    ]);
  });

  it.each(['names.slice(0, MOST_NAMES)', 'text.slice(0, colon)', 'cutText(text, 40)', 'days.slice(0, most)'])(
    'may cut lists, and texts at a place in them: %s',
    (line) => {
      expect(found('core/alerts/told.ts', { original: line })).toEqual([]);
    },
  );

  it('look no text up in a plain object', () => {
    const original =
      "const NAMES: Readonly<Record<string, string>> = { a: 'A' };\nconst shown = NAMES[text] ?? text;\n";
    expect(found('core/export/names.ts', { original })).toMatchObject([
      { line: 2, what: 'looks a text up in the object NAMES' },
    ]);
    expect(
      found('core/export/names.ts', { original: original.replace('NAMES[text]', 'lookUp(NAMES, text)') }),
    ).toEqual([]);
    expect(
      found('core/export/names.ts', { original: original.replace('string, string', 'Kind, string') }),
    ).toEqual([]);
  });
});
