import { describe, expect, it } from 'vitest';
import { lackedPrograms } from '../../../prove/browsers/driven-browser.ts';
import { differences, type Shown } from '../../../prove/browsers/look-at-page.ts';

const PAGE: Shown = {
  title: 'Users',
  amounts: ['$1.00', '$2.00', '$1.00'],
  charts: 1,
  blankCharts: 0,
  tooWide: [],
};

describe('a page in another browser', () => {
  it('is the same whatever the order of its amounts', () => {
    expect(differences({ ...PAGE, amounts: ['$2.00', '$1.00', '$1.00'] }, PAGE)).toEqual([]);
  });

  it.each<[string, Partial<Shown>, RegExp]>([
    ['another title', { title: 'Boot' }, /“Boot”, not “Users”/],
    ['an amount less', { amounts: ['$1.00', '$2.00'] }, /\$1\.00/],
    ['another amount', { amounts: ['$1.00', '$3.00', '$1.00'] }, /\$3\.00, \$2\.00/],
    ['no chart', { charts: 0 }, /0 charts, not 1/],
    ['a chart with nothing on it', { blankCharts: 1 }, /nothing on them/],
    ['a box that is too small', { tooWide: ['/users, over its box'] }, /over its box/],
  ])('is told apart by %s', (_, change, words) => {
    const found = differences({ ...PAGE, ...change }, PAGE);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });

  it('is skipped where a program of the browser is not installed, by name', () => {
    expect(lackedPrograms({ programs: ['node', 'no-such-browser-of-1996'] })).toEqual([
      'no-such-browser-of-1996',
    ]);
  });
});
