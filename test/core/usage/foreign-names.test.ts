import { describe, expect, it } from 'vitest';
import { partNamed, placeOf } from '../../../core/usage/foreign-names.ts';

describe('placeOf', () => {
  it.each([
    ['amount', { kind: 'field', field: 'reportedCostUsd' }],
    ['total_cost_usd', { kind: 'field', field: 'reportedCostUsd' }],
    ['inputTokens', { kind: 'usage', part: 'input_tokens' }],
    ['prompt_tokens', { kind: 'usage', part: 'prompt_tokens' }],
    ['episode_id', { kind: 'reference', field: 'resource', type: 'episode' }],
    ['podcastId', { kind: 'reference', field: 'group', type: 'podcast' }],
    ['seriesId', { kind: 'reference', field: 'group', type: 'series' }],
    ['userTier', { kind: 'tag', tag: 'tier' }],
    ['timestamp', { kind: 'field', field: 'occurredAt' }],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['colour', undefined],
  ])('puts %s in its place', (name, place) => {
    expect(placeOf(name)).toEqual(place);
  });
});

describe('partNamed', () => {
  it('knows parts, providers’ names and usual words', () => {
    expect(['outputTokens', 'cached_tokens', 'chars', 'toString'].map(partNamed)).toEqual([
      'output_tokens',
      'cached_tokens',
      'characters',
      undefined,
    ]);
  });
});
