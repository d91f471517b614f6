import { describe, expect, it } from 'vitest';
import { rangeBefore } from '../../../dashboard/src/state/days.ts';
import {
  drill,
  entryFilterOf,
  filterOf,
  readExplore,
  shownDimension,
  writeExplore,
} from '../../../dashboard/src/state/explore-state.ts';
import { readRange } from '../../../dashboard/src/state/range.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');

describe('the range of an address', () => {
  it('is a preset that moves with today', () => {
    expect(readRange(new URLSearchParams('range=7d'), NOW)).toEqual({
      from: '2026-11-15',
      to: '2026-11-21',
      preset: '7d',
    });
  });

  it('is the days that it names', () => {
    expect(readRange(new URLSearchParams('from=2026-02-28&to=2026-03-01'), NOW)).toEqual({
      from: '2026-02-28',
      to: '2026-03-01',
    });
  });

  it.each([
    'from=2026-02-30&to=2026-03-01',
    'from=2026-03-02&to=2026-03-01',
    'from=2020-01-01&to=2026-03-01',
    'range=ever',
  ])('is the standard for %s', (query) => {
    expect(readRange(new URLSearchParams(query), NOW).preset).toBe('30d');
  });

  it('has one of the same length before it', () => {
    expect(rangeBefore('2026-03-01', '2026-03-02')).toEqual({ from: '2026-02-27', to: '2026-02-28' });
  });
});

describe('the address of Explore', () => {
  it.each([
    '',
    'range=7d&by=model',
    'from=2026-11-01&to=2026-11-02&interval=week&compare=1&group=podcast%2Fa%2Fb&resource=episode%2F1&user=u&entry=e+1',
    'by=tag%3Atier',
  ])('says %j again after it was read', (query) => {
    expect(writeExplore(readExplore(query, NOW))).toBe(query);
  });

  it('leaves what it does not know at its standard', () => {
    expect(readExplore('by=colour&interval=minute', NOW)).toMatchObject({ by: 'service', interval: 'day' });
  });
});

describe('drilling', () => {
  const start = readExplore('by=group', NOW);

  it('goes from group to resource to its parts, and a user to theirs', () => {
    const group = drill(start, 'podcast/p');
    expect(group).toMatchObject({ by: 'resource', narrowing: { group: 'podcast/p' } });
    const resource = group && drill(group, 'episode/e');
    expect(resource).toMatchObject({ narrowing: { group: 'podcast/p', resource: 'episode/e' } });
    expect(drill({ ...start, by: 'user' }, 'u')).toMatchObject({ by: 'model', narrowing: { user: 'u' } });
  });

  it('does not go into what has no name', () => {
    expect(drill(start, '(none)')).toBeUndefined();
  });

  it('asks totals for one filter and entries for all of them', () => {
    const narrowing = { group: 'podcast/p', resource: 'episode/a/b', user: 'system' };
    expect(filterOf(narrowing)).toEqual({ resource: 'episode/a/b' });
    expect(entryFilterOf(narrowing)).toEqual({
      system: 'true',
      resourceType: 'episode',
      resourceId: 'a/b',
      groupType: 'podcast',
      groupId: 'p',
    });
  });

  it('shows only dimensions that totals are kept for', () => {
    expect(shownDimension({ by: 'user', narrowing: { group: 'podcast/p' } })).toBe('service');
    expect(shownDimension({ by: 'resource', narrowing: { group: 'podcast/p' } })).toBe('resource');
    expect(shownDimension({ by: 'tag:tier', narrowing: {} })).toBe('tag:tier');
  });
});
