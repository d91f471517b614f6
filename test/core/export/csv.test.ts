import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvJson, csvLine, csvText } from '../../../core/export/csv.ts';

const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;
/** What a name of somebody else may begin or go on with, to be taken for a formula or for a cell of its own. */
const NASTY = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '＋1', '－1', '＠A1', ' =1', '\t=1', '\r=1', '\n=1'];

function plain(list: readonly string[]): string[] {
  return list.map((text) => text.replaceAll("'", ''));
}

describe('csvText', () => {
  it.each(NASTY)('makes no formula of %j', (text) => {
    const [[cell = ''] = []] = parse(csvLine([csvText(text)]));
    expect([cell[0], cell.replaceAll("'", '')]).toEqual(["'", text]);
  });

  it.each([';', '\t', ','])(
    'keeps a value in its cell where a spreadsheet parts cells at %j',
    (delimiter) => {
      for (const nasty of NASTY) {
        const value = `a${delimiter}${nasty}${delimiter}b`;
        const [cells = []] = parse(`${csvText(value)}\r\n`, { delimiter });
        expect(cells.map((cell) => cell.replaceAll("'", ''))).toEqual([value]);
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
      }
    },
  );

  it.each([';', '\t'])('begins no formula in the middle of a line that is parted at %j', (delimiter) => {
    for (const nasty of NASTY) {
      const line = csvLine(['id', csvText(`a${delimiter}${nasty}${delimiter}"${nasty}${delimiter}b`)]);
      // A quote counts at the start of a cell alone.
      expect(line.split(delimiter).filter((cell) => FORMULA.test(cell))).toEqual([]);
    }
    expect(csvText(`;${' '.repeat(100_000)}a`)).toHaveLength(100_004);
  });

  it('gives every text back, but for apostrophes before what looks like a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 2, maxLength: 4 }),
        (texts) => {
          const [cells = []] = parse(csvLine(texts.map(csvText)));
          expect(plain(cells)).toEqual(plain(texts));
        },
      ),
      { seed: 17, numRuns: 300 },
    );
  });

  it('leaves an absent text and an empty object out', () => {
    expect([csvText(undefined), csvText(null), csvText(''), csvJson(undefined), csvJson({})]).toEqual([
      '',
      '',
      '',
      '',
      '',
    ]);
  });
});
