import { describe, expect, it } from 'vitest';
import { canonicalScopesOf, isCovered, withCanonical } from '../../../core/scopes/model-scopes.ts';

const dated = { provider: 'openai', model: 'gpt-4.1-mini-2025-04-14' };

describe('scopes of a model', () => {
  it('are those of its one name; other kinds stay as they are', () => {
    expect(canonicalScopesOf(dated, ['provider', 'model'])).toEqual([
      { kind: 'provider', id: 'openai' },
      { kind: 'model', id: 'gpt-4.1-mini' },
    ]);
  });

  it('cover its dated ids, and a dated scope covers that id alone', () => {
    expect(isCovered({ kind: 'model', id: 'gpt-4.1-mini' }, dated)).toBe(true);
    expect(isCovered({ kind: 'model', id: dated.model }, dated)).toBe(true);
    expect(isCovered({ kind: 'model', id: dated.model }, { model: 'gpt-4.1-mini' })).toBe(false);
    expect(isCovered({ kind: 'model', id: 'gpt-4.1-mini' }, {})).toBe(false);
    expect(isCovered({ kind: 'provider', id: 'openai' }, dated)).toBe(true);
  });

  it('come by name and by id where they differ', () => {
    const scopes = [
      { kind: 'model', id: dated.model },
      { kind: 'model', id: 'house-model' },
    ] as const;
    expect(withCanonical(scopes)).toEqual([
      { kind: 'model', id: 'gpt-4.1-mini' },
      { kind: 'model', id: dated.model },
      { kind: 'model', id: 'house-model' },
    ]);
  });
});
