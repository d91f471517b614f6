import { describe, expect, it } from 'vitest';
import { priceOverrideSchema } from '../../../contracts/price-override.ts';
import { ConflictError, NotFoundError } from '../../../core/errors.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { planOverride } from '../../../core/pricing/override.ts';
import {
  applyChange,
  type PriceChange,
  type PriceChangeStep,
  refuseReplaying,
  rollBackChange,
} from '../../../core/pricing/price-change.ts';
import type { PriceRow } from '../../../core/pricing/price-row.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const book = createPriceBook();

/** Rows and changes as the table keeps them. */
class Kept {
  readonly rows = new Map<string, PriceRow>();
  readonly changes = new Map<string, PriceChange>();

  /** Sends a price that holds from a day on; answers its id. */
  send(unitPriceUsd: string, effectiveFrom: string): string {
    const body = { provider: 'openai', model: 'gpt-4o', unit: 'input_tokens', per: 1_000_000 };
    const override = priceOverrideSchema.parse({ ...body, unitPriceUsd, effectiveFrom });
    const planned = planOverride(override, this.all(), book, NOW);
    const row = JSON.parse(JSON.stringify(planned.row)) as PriceRow;
    const facts = { closedId: null, canary: null, holdAbovePercent: 5, changedAt: NOW };
    this.changes.set(row.id, { id: row.id, row, status: 'held', reason: '', ...facts });
    return row.id;
  }

  apply(id: string): void {
    this.keep(applyChange(this.of(id), this.all(), 'applied', NOW));
  }

  rollBack(id: string): void {
    this.keep(rollBackChange(this.of(id), [...this.changes.values()], this.all(), NOW));
  }

  of(id: string): PriceChange {
    return this.changes.get(id) as PriceChange;
  }

  all(): PriceRow[] {
    return [...this.rows.values()];
  }

  /** Prices with the days that they hold from and to, those that never hold left out. */
  held(): (readonly [string, string, string])[] {
    return this.all()
      .filter(({ effectiveFrom, effectiveTo }) => effectiveFrom !== effectiveTo)
      .map((row) => [
        row.unitPriceUsd,
        (row.effectiveFrom ?? '').slice(0, 10),
        (row.effectiveTo ?? 'open').slice(0, 10),
      ]);
  }

  private keep({ rows, change, others }: PriceChangeStep): void {
    for (const row of rows) this.rows.set(row.id, row);
    for (const one of [change, ...others]) this.changes.set(one.id, one);
  }
}

function sent(...prices: readonly (readonly [string, string])[]): {
  readonly kept: Kept;
  readonly ids: string[];
} {
  const kept = new Kept();
  const ids = prices.map(([usd, from]) => {
    const id = kept.send(usd, from);
    kept.apply(id);
    return id;
  });
  return { kept, ids };
}

const A = ['2', '2026-11-01'] as const;
const B = ['1.5', '2026-11-10'] as const;
const C = ['1', '2026-11-20'] as const;

describe('a price of one’s own', () => {
  it('that waits is in no row, and is in force once it is applied', () => {
    const kept = new Kept();
    const id = kept.send(...A);
    expect(kept.held()).toEqual([]);
    kept.apply(id);
    expect(kept.held()).toEqual([['2', '2026-11-01', 'open']]);
  });

  it('that is rolled back never held: the one that it ended holds again', () => {
    const { kept, ids } = sent(A, B);
    kept.rollBack(ids[1] ?? '');
    expect(kept.held()).toEqual([['2', '2026-11-01', 'open']]);
    expect(kept.of(ids[1] ?? '').status).toBe('rolledBack');
    kept.apply(ids[1] ?? '');
    expect(kept.held()).toEqual([
      ['2', '2026-11-01', '2026-11-10'],
      ['1.5', '2026-11-10', 'open'],
    ]);
  });

  it.each([
    [
      'the middle one',
      [1],
      [
        ['2', '2026-11-01', '2026-11-20'],
        ['1', '2026-11-20', 'open'],
      ],
    ],
    ['the middle one, then the last', [1, 2], [['2', '2026-11-01', 'open']]],
    ['the last one, then the middle', [2, 1], [['2', '2026-11-01', 'open']]],
    [
      'the first one',
      [0],
      [
        ['1.5', '2026-11-10', '2026-11-20'],
        ['1', '2026-11-20', 'open'],
      ],
    ],
    ['all, in their order', [0, 1, 2], []],
  ])('leaves no gap when it is taken out of a row of three: %s', (_name, order, held) => {
    const { kept, ids } = sent(A, B, C);
    for (const at of order) kept.rollBack(ids[at] ?? '');
    expect(kept.held()).toEqual(held);
  });

  it('does not bring back what somebody ended sooner by hand', () => {
    const { kept, ids } = sent(A, B);
    const first = kept.rows.get(ids[0] ?? '') as PriceRow;
    kept.rows.set(first.id, { ...first, effectiveTo: '2026-11-05T00:00:00.000Z' });
    kept.rollBack(ids[1] ?? '');
    expect(kept.held()).toEqual([['2', '2026-11-01', '2026-11-05']]);
  });

  it('that waits is rolled back without a row', () => {
    const kept = new Kept();
    const id = kept.send(...A);
    kept.rollBack(id);
    expect([kept.of(id).status, kept.held()]).toEqual(['rolledBack', []]);
  });

  it('is refused a place that another one has, a decision while it is replayed, and what is not there', () => {
    const { kept, ids } = sent(A);
    const id = kept.send(...B);
    kept.rows.set('other', { ...kept.of(id).row, id: 'other' });
    expect(() => kept.apply(id)).toThrow(ConflictError);
    expect(() => refuseReplaying({ ...kept.of(id), status: 'replaying' })).toThrow('being replayed');
    kept.rows.clear();
    expect(() => kept.rollBack(ids[0] ?? '')).toThrow(NotFoundError);
  });
});
