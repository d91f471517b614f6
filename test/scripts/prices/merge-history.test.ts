import { describe, expect, it } from 'vitest';
import type { PriceEntry, PriceSet } from '../../../core/pricing/price-file.ts';
import { mergeHistory } from '../../../scripts/prices/merge-history.ts';

const context = { today: '2026-12-01', source: 'npm:next' };

function entry(...prices: PriceSet[]): PriceEntry {
  return { id: 'model', prices };
}

function merge(ours: PriceEntry[], theirs: PriceEntry[]) {
  const { providers, changes } = mergeHistory({ p: ours }, { p: theirs }, context);
  return { entries: providers['p'] ?? [], kinds: changes.map(({ kind }) => kind) };
}

describe('a sync', () => {
  it('changes nothing when the source says the same', () => {
    const same = [entry({ usd: { input_tokens: '1' } })];
    expect(merge(same, same)).toEqual({ entries: same, kinds: [] });
  });

  it('closes the old price today and opens the new one, never overwriting', () => {
    const { entries, kinds } = merge(
      [entry({ usd: { input_tokens: '1' } })],
      [entry({ usd: { input_tokens: '2' } })],
    );
    expect(kinds).toEqual(['new price']);
    expect(entries[0]?.prices).toEqual([
      { to: '2026-12-01', usd: { input_tokens: '1' } },
      { from: '2026-12-01', usd: { input_tokens: '2' }, source: 'npm:next', observedAt: '2026-12-01' },
    ]);
  });

  it('takes the date of the source when it gives one', () => {
    const { entries } = merge(
      [entry({ usd: { input_tokens: '1' } })],
      [
        entry(
          { to: '2026-11-15', usd: { input_tokens: '1' } },
          { from: '2026-11-15', usd: { input_tokens: '2' } },
        ),
      ],
    );
    expect(entries[0]?.prices).toMatchObject([{ to: '2026-11-15' }, { from: '2026-11-15' }]);
  });

  it('keeps what an earlier sync closed, and is quiet the second time', () => {
    const first = merge([entry({ usd: { input_tokens: '1' } })], [entry({ usd: { input_tokens: '2' } })]);
    const second = merge(first.entries, [entry({ usd: { input_tokens: '2' } })]);
    expect(second).toEqual({ entries: first.entries, kinds: [] });
  });

  it('keeps a model that the source dropped', () => {
    const ours = [entry({ usd: { input_tokens: '1' } })];
    expect(merge(ours, [])).toEqual({ entries: ours, kinds: ['not listed any more'] });
  });

  it('does not take another past from the source', () => {
    const ours = [
      entry(
        { to: '2026-01-01', usd: { input_tokens: '1' } },
        { from: '2026-01-01', usd: { input_tokens: '2' } },
      ),
    ];
    const theirs = [
      entry(
        { to: '2026-01-01', usd: { input_tokens: '9' } },
        { from: '2026-01-01', usd: { input_tokens: '2' } },
      ),
    ];
    expect(merge(ours, theirs)).toEqual({ entries: ours, kinds: ['history kept'] });
  });

  it('keeps hours apart from the price of the rest of the day', () => {
    const hours = ['01:00', '04:00'] as const;
    const { entries } = merge(
      [entry({ usd: { input_tokens: '1' } }, { hours, usd: { input_tokens: '2' } })],
      [entry({ usd: { input_tokens: '1' } }, { hours, usd: { input_tokens: '3' } })],
    );
    expect(entries[0]?.prices).toMatchObject([
      { usd: { input_tokens: '1' } },
      { hours, to: '2026-12-01' },
      { hours, from: '2026-12-01', usd: { input_tokens: '3' } },
    ]);
  });

  it('refuses two changes on one day', () => {
    const ours = [entry({ from: '2026-12-01', usd: { input_tokens: '1' } })];
    expect(() => merge(ours, [entry({ usd: { input_tokens: '2' } })])).toThrow('changed twice');
  });
});
