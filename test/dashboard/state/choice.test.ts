import { describe, expect, it } from 'vitest';
import { chooseOption } from '../../../dashboard/src/state/choice.ts';

const OPTIONS = [
  ['grid', 'By model'],
  ['rows', 'Rows in force'],
] as const;

describe('a choice of the address', () => {
  it('is the first option where none is named, and the one that is', () => {
    for (const nothing of [undefined, null, ''])
      expect(chooseOption(nothing, OPTIONS, 'view')).toEqual({ value: 'grid' });
    expect(chooseOption('rows', OPTIONS, 'view')).toEqual({ value: 'rows' });
  });

  it('that there is none of is told, with what is shown in its place', () => {
    expect(chooseOption('row', OPTIONS, 'view')).toEqual({
      value: 'grid',
      problem: 'There is no view “row”. Shown is By model.',
    });
  });
});
