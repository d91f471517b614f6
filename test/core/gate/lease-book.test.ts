import { describe, expect, it } from 'vitest';
import { LeaseBook } from '../../../core/gate/lease-book.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { ORGANISATION } from '../../../core/scopes/scope.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = NOW / 60_000;
const key = { budgetId: 'day', value: ORGANISATION, period: '2026-11-20' };
const part = (amount: bigint, minute: number) => ({ key, amount: picoUsd(amount), minute });
const spent = picoUsd(7n);

describe('what a function holds ahead', () => {
  it('is taken as far as it goes and only beyond the minute that is asked for', () => {
    const book = new LeaseBook();
    expect(book.keep(part(10n, MINUTE + 5), spent, NOW)).toBeUndefined();
    expect(book.take(key, picoUsd(6n), MINUTE + 5)).toBeUndefined();
    expect(book.take(key, picoUsd(6n), MINUTE + 4)).toEqual(part(6n, MINUTE + 5));
    expect(book.take(key, picoUsd(5n), MINUTE)).toBeUndefined();
    expect(book.take({ ...key, period: '2026-11-21' }, picoUsd(1n), MINUTE)).toBeUndefined();
    expect(book.putBack(part(6n, MINUTE + 5))).toBe(true);
    expect(book.take(key, picoUsd(10n), MINUTE)).toEqual(part(10n, MINUTE + 5));
  });

  it('goes back where other parts take its place, unless it is over', () => {
    const book = new LeaseBook();
    book.keep(part(10n, MINUTE + 5), spent, NOW);
    expect(book.keep(part(1n, MINUTE + 5), spent, NOW), 'of one minute').toBeUndefined();
    expect(book.keep(part(20n, MINUTE + 6), spent, NOW)).toEqual(part(11n, MINUTE + 5));
    expect(book.putBack(part(1n, MINUTE + 5)), 'of a lease that is gone').toBe(false);
    expect(book.keep(part(1n, MINUTE + 20), spent, NOW + 6 * 60_000)).toBeUndefined();
  });

  it('lets what was spent be believed for a second', () => {
    const book = new LeaseBook();
    book.noteSpent(key, spent, NOW);
    expect(book.spentOf(key, NOW), 'without a lease').toBeUndefined();
    book.keep(part(10n, MINUTE + 5), spent, NOW);
    expect(book.spentOf(key, NOW + 999)).toBe(spent);
    expect(book.spentOf(key, NOW + 1000)).toBeUndefined();
    book.noteSpent(key, picoUsd(8n), NOW + 1000);
    expect(book.spentOf(key, NOW + 1999)).toBe(8n);
  });

  it('begins with eight calls in a second, and goes on through the next', () => {
    const book = new LeaseBook();
    for (let call = 1; call <= 8; call++) {
      expect(book.isBusy(key)).toBe(false);
      book.count(key, NOW + call);
    }
    expect(book.isBusy(key)).toBe(true);
    expect(book.isBusy({ ...key, budgetId: 'other' })).toBe(false);
    book.count(key, NOW + 1000);
    expect(book.isBusy(key)).toBe(true);
    book.count(key, NOW + 2000);
    expect(book.isBusy(key)).toBe(false);
    for (let call = 1; call <= 9; call++) book.count(key, NOW + 2000);
    book.count(key, NOW + 5000);
    expect(book.isBusy(key), 'after a pause').toBe(false);
  });
});
