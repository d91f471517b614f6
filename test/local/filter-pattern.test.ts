import { describe, expect, it } from 'vitest';
import { compileFilters, compilePattern } from '../../local/filter-pattern.ts';

describe('compilePattern', () => {
  it.each([
    [{ a: ['x', 'y'] }, { a: 'y' }, true],
    [{ a: ['x'] }, { a: 'y' }, false],
    [{ a: [null] }, { a: null }, true],
    [{ a: [null] }, {}, false],
    [{ a: ['x'] }, { a: ['z', 'x'] }, true],
    [{ a: [{ prefix: 'E#' }, { prefix: 'X#' }] }, { a: 'X#1' }, true],
    [{ a: [{ prefix: 'E#' }] }, { a: 7 }, false],
    [{ a: [{ suffix: '.png' }] }, { a: 'b.png' }, true],
    [{ a: [{ exists: true }] }, { a: 0 }, true],
    [{ a: [{ exists: false }] }, { a: 0 }, false],
    [{ a: [{ exists: false }] }, {}, true],
    [{ a: [{ 'anything-but': ['x'] }] }, { a: 'y' }, true],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    [{ a: [{ 'equals-ignore-case': 'Ab' }] }, { a: 'aB' }, true],
    [{ a: { b: ['x'] }, c: ['y'] }, { a: { b: 'x' }, c: 'y' }, true],
    [{ a: { b: ['x'] }, c: ['y'] }, { a: { b: 'x' } }, false],
  ])('%j on %j is %s', (pattern, event, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it('refuses an operator it does not know, by name', () => {
    expect(() => compilePattern({ a: [{ numeric: ['>', 0] }] })).toThrow('numeric is not supported');
    expect(() => compilePattern({ a: [{ 'anything-but': { prefix: 'x' } }] })).toThrow('anything-but');
  });
});

describe('compileFilters', () => {
  it('passes an event that one of the filters matches, and everything without filters', () => {
    const criteria = { Filters: [{ Pattern: '{"a":["x"]}' }, { Pattern: '{"b":["y"]}' }] };
    expect([{ a: 'x' }, { b: 'y' }, { a: 'z' }].map(compileFilters(criteria))).toEqual([true, true, false]);
    expect(compileFilters(undefined)({ anything: 1 })).toBe(true);
  });
});
