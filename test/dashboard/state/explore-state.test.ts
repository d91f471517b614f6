import { describe, expect, it } from 'vitest';
import { rangeBefore } from '../../../dashboard/src/state/days.ts';
import {
  chartDimension,
  drill,
  readExplore,
  writeExplore,
} from '../../../dashboard/src/state/explore-state.ts';
import { entryFilterOf, filterBy, filterOf } from '../../../dashboard/src/state/narrowing.ts';
import { comparedDays, presetRange, readRange, withRangeOf } from '../../../dashboard/src/state/range.ts';

const at = (day: string) => Date.parse(`${day}T10:00:00Z`);
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
    ['from=2026-02-30&to=2026-03-01', '“2026-02-30” is no day.'],
    ['from=2026-03-02&to=2026-03-01', 'The range ends on 2026-03-01, before it begins on 2026-03-02.'],
    ['from=2020-01-01&to=2026-03-01', 'A range has at most 400 days, not 2252.'],
    ['from=2026-03-01', 'A range has a first and a last day.'],
    ['range=ever', 'There is no range “ever”.'],
  ])('is the standard for %s, and says why', (query, problem) => {
    expect(readRange(new URLSearchParams(query), NOW)).toMatchObject({ preset: '30d', problem });
  });

  it.each([
    ['today', '2026-11-21', '2026-11-21'],
    ['yesterday', '2026-11-20', '2026-11-20'],
    ['month', '2026-11-01', '2026-11-21'],
    ['lastMonth', '2026-10-01', '2026-10-31'],
    ['quarter', '2026-10-01', '2026-11-21'],
    ['year', '2025-11-22', '2026-11-21'],
  ] as const)('of %s is from %s to %s', (preset, from, to) => {
    expect(presetRange(preset, NOW)).toEqual({ from, to, preset });
  });

  it('of last month is in the year before in January', () => {
    expect(presetRange('lastMonth', Date.parse('2026-01-31T00:00:00Z'))).toMatchObject({
      from: '2025-12-01',
      to: '2025-12-31',
    });
  });

  it('travels to the next page, unless that names one of its own', () => {
    expect(withRangeOf('/user?id=a%26b', 'range=7d&by=model')).toBe('/user?id=a%26b&range=7d');
    expect(withRangeOf('/groups', 'from=2026-01-01&to=2026-01-02')).toBe(
      '/groups?from=2026-01-01&to=2026-01-02',
    );
    expect(withRangeOf('/groups?range=30d', 'range=7d')).toBe('/groups?range=30d');
    expect(withRangeOf('/groups', 'by=model')).toBe('/groups');
  });

  it('has one of the same length before it', () => {
    expect(rangeBefore('2026-03-01', '2026-03-02')).toEqual({ from: '2026-02-27', to: '2026-02-28' });
  });
});

describe('the days that a range is compared with', () => {
  it.each([
    ['month', '2026-11-21', '2026-10-01', '2026-10-21'],
    ['month', '2026-12-01', '2026-11-01', '2026-11-01'],
    ['month', '2026-03-29', '2026-02-01', '2026-02-28'],
    ['month', '2026-02-28', '2026-01-01', '2026-01-31'],
    ['month', '2027-01-05', '2026-12-01', '2026-12-05'],
    ['lastMonth', '2026-11-21', '2026-09-01', '2026-09-30'],
    ['quarter', '2026-11-21', '2026-07-01', '2026-08-21'],
    ['quarter', '2026-12-31', '2026-07-01', '2026-09-30'],
    ['7d', '2026-11-21', '2026-11-08', '2026-11-14'],
    ['30d', '2026-12-01', '2026-10-03', '2026-11-01'],
    ['today', '2026-12-01', '2026-11-30', '2026-11-30'],
  ] as const)('are, of %s on %s, %s to %s', (preset, today, from, to) => {
    expect(comparedDays(presetRange(preset, at(today)))).toEqual({ from, to });
  });

  it('are the whole month before of a month, and as many days of other days', () => {
    expect(comparedDays({ from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(comparedDays({ from: '2026-12-01', to: '2026-12-01' })).toEqual({
      from: '2026-11-30',
      to: '2026-11-30',
    });
  });
});

describe('the address of Explore', () => {
  it.each([
    '',
    'range=7d&by=model',
    'from=2026-11-01&to=2026-11-02&interval=week&compare=1&group=podcast%2Fa%2Fb&resource=episode%2F1&user=u&entry=e+1',
    'by=tag%3Atier',
    'by=user&split=model&top=10',
    'provider=openai&service=llm&model=gpt-4o&operation=script&tag=tier%3Apremium&status=unpriced&outcome=error',
  ])('says %j again after it was read', (query) => {
    expect(writeExplore(readExplore(query, NOW))).toBe(query);
  });

  it.each([
    ['by=colour', 'There is no dimension “colour”.'],
    ['by=model&split=colour', 'There is no dimension “colour”.'],
    ['interval=minute', 'There is no interval “minute”.'],
    ['top=7', 'The top may be 10, 25, 50, 200, not “7”.'],
  ])('leaves what it does not know at its standard, and says so: %s', (query, problem) => {
    expect(readExplore(query, NOW)).toMatchObject({ interval: 'day', top: 50, problem });
    expect(readExplore('by=model&interval=week&top=10', NOW).problem).toBeUndefined();
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

  it('goes into a user who is called as what has no name is', () => {
    expect(drill({ ...start, by: 'user' }, '(none)')?.narrowing).toEqual({ user: '(none)' });
  });

  it('goes from a model to its users, and never by what has one name only', () => {
    const model = drill({ ...start, by: 'model' }, 'gpt-4o');
    expect(model).toMatchObject({ by: 'user', narrowing: { model: 'gpt-4o' } });
    expect(model && drill(model, 'u')).toMatchObject({ by: 'resource' });
    expect(drill({ ...start, by: 'tag:tier', split: 'user' }, 'premium')).toEqual({
      ...start,
      by: 'model',
      narrowing: { tag: 'tier:premium' },
    });
  });

  it('asks for all filters together, entries in their own words', () => {
    const narrowing = { group: 'podcast/p', resource: 'episode/a/b', user: 'system', tag: 'tier:a' };
    expect(filterOf(narrowing)).toEqual(narrowing);
    expect(entryFilterOf(narrowing)).toEqual({
      tag: 'tier:a',
      system: 'true',
      resourceType: 'episode',
      resourceId: 'a/b',
      groupType: 'podcast',
      groupId: 'p',
    });
  });

  it('finds the filter of a name, whatever it reads like, and none of what is no dimension', () => {
    expect(filterBy('user', '(rest)')).toEqual({ user: '(rest)' });
    expect(filterBy('colour', 'red')).toBeUndefined();
    expect(filterBy('tag:tier', 'a:b')).toEqual({ tag: 'tier:a:b' });
  });

  it('divides hours by what is kept hour by hour', () => {
    expect(chartDimension('hour', 'user')).toBe('service');
    expect(chartDimension('hour', 'model')).toBe('model');
  });
});

describe('a dimension that an address names', () => {
  it.each([
    ['by=nonsense', 'There is no dimension “nonsense”.'],
    ['by=model&split=colour', 'There is no dimension “colour”.'],
    ['by=tag:tier&split=user', undefined],
    ['', undefined],
  ])('of %s is told where there is none', (query, problem) => {
    const state = readExplore(query, NOW);
    expect(state.problem).toBe(problem);
    expect(readExplore(writeExplore(state), NOW).problem).toBeUndefined();
  });
});
