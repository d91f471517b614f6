import { describe, expect, it } from 'vitest';
import { arrange, type Whole } from '../../providers/arrange.ts';
import { Reader } from '../../providers/reading.ts';

function arranged(
  input: Pick<Whole, 'count' | 'parts' | 'place'>,
  output: Pick<Whole, 'count' | 'parts' | 'place'>,
  total?: number,
) {
  const read = new Reader({ total });
  const left = arrange(read, { name: 'in', ...input }, { name: 'out', ...output }, { path: 'total' });
  read.part('any', 1);
  const result = read.result();
  return { left, problems: result.kind === 'usage' ? [] : result.problems };
}

describe('where parts stand', () => {
  it('is where the provider documents it, as long as the sums allow it', () => {
    expect(
      arranged({ count: 10, parts: [4], place: 'inside' }, { count: 5, parts: [2], place: 'beside' }),
    ).toEqual({ left: { input: 6, output: 5 }, problems: [] });
  });

  it('is where the total says', () => {
    const input = { count: 10, parts: [], place: 'inside' } as const;
    const output = { count: 5, parts: [2], place: 'inside' } as const;
    expect(arranged(input, output, 17)).toEqual({ left: { input: 10, output: 5 }, problems: [] });
    expect(arranged(input, output, 15)).toEqual({ left: { input: 10, output: 3 }, problems: [] });
  });

  it('is the only place that fits, with the doubt said', () => {
    const { left, problems } = arranged(
      { count: 10, parts: [11], place: 'inside' },
      { count: 5, parts: [], place: 'inside' },
    );
    expect(left).toEqual({ input: 10, output: 5 });
    expect(problems).toEqual(['the parts of in (11) are more than in (10)']);
  });

  it('is the documented place where no sum is the total, with the doubt said', () => {
    const { left, problems } = arranged(
      { count: 10, parts: [4], place: 'inside' },
      { count: 5, parts: [], place: 'inside' },
      99,
    );
    expect(left).toEqual({ input: 6, output: 5 });
    expect(problems).toEqual(['total is 99, but the parts add up to 15']);
  });
});
