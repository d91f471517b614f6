import { describe, expect, it } from 'vitest';
import type { RejectedIndex } from '../../../core/usage/accept-events.ts';
import { jsonBytes, toldRejections } from '../../../lambdas/api/told-rejections.ts';

const MOST_BYTES = 64 * 1024;

function rejections(count: number, errors: number, characters = 60, more: Partial<RejectedIndex> = {}) {
  const all = Array.from({ length: errors }, (_, at) => ({
    field: `tags.k${at}`,
    message: 'x'.repeat(characters),
  }));
  return Array.from({ length: count }, (_, index): RejectedIndex => ({ index, errors: all, ...more }));
}

describe('what is told of rejected events', () => {
  it('is everything where there is room', () => {
    const few = rejections(20, 20, 60);
    expect(toldRejections(few, { ids: [] })).toEqual({ rejected: few });
    const rows = rejections(3, 1, 60, { rewritten: { id: 'a' } });
    expect(toldRejections(rows, {})).toEqual({ rejected: rows });
  });

  it.each([
    [1000, 21, 1000],
    [1000, 1, 1000],
    [1000, 21, 30],
    [100, 21, 600],
  ])('fits 64 KB: %i events with %i errors of %i characters', (count, errors, characters) => {
    const sent = rejections(count, errors, characters, { rewritten: { note: 'y'.repeat(9000) } });
    const others = { ids: ['a'.repeat(20)], warnings: [] };
    const { rejected: told } = toldRejections(sent, others);
    expect(jsonBytes({ ...others, rejected: told })).toBeLessThanOrEqual(MOST_BYTES);
    // Nothing is dropped that a sender needs to find its events again.
    expect(told.map(({ index }) => index)).toEqual(sent.map(({ index }) => index));
    expect(told.every((event) => event.errors.length > 0)).toBe(true);
  });

  it('tells the first twenty of a thousand in words, and of the rest that they are invalid', () => {
    const { rejected: told } = toldRejections(rejections(1000, 2, 100), {});
    expect(told[19]?.errors[0]?.message).toHaveLength(100);
    expect(told.at(-1)).toEqual({ index: 999, errors: [{ field: '', message: 'invalid' }] });
  });

  it('tells the first of them in words also beside a thousand ids', () => {
    const ids = Array.from({ length: 1000 }, () => 'i'.repeat(128));
    expect(toldRejections(rejections(5, 1), { ids }).rejected[4]?.errors[0]?.message).toHaveLength(60);
  });

  it.each([
    ['all', () => true, '100-9999'],
    ['every second', (index: number) => index % 2 === 0, '200,202,204'],
    ['two of three', (index: number) => index % 3 !== 0, '151-152,154-155'],
  ])('fits 64 KB where %s of 10,000 are rejected, each by its index', (_which, isBad, begins) => {
    const sent = rejections(10_000, 21, 600).filter(({ index }) => isBad(index));
    const { rejected, furtherRejected } = toldRejections(sent, { ids: [] });
    expect(jsonBytes({ ids: [], rejected, furtherRejected })).toBeLessThanOrEqual(MOST_BYTES);
    expect(rejected.map(({ index }) => index)).toEqual(sent.slice(0, 100).map(({ index }) => index));
    expect(furtherRejected?.events).toBe(sent.length - 100);
    expect(furtherRejected?.indexes.slice(0, begins.length)).toBe(begins);
    const further = furtherRejected?.indexes.split(',').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, at) => first + at);
    });
    expect(further).toEqual(sent.slice(100).map(({ index }) => index));
  });
});
