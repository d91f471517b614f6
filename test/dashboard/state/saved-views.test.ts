import { describe, expect, it } from 'vitest';
import { keepView, readViews, writeViews } from '../../../dashboard/src/state/saved-views.ts';

function makeShelf(start: Record<string, string> = {}) {
  const texts = new Map(Object.entries(start));
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
}

const VIEW = { name: 'Voices', href: '/explore?by=user&operation=voice', pinned: true };

describe('saved views', () => {
  it('are those of one person', () => {
    const shelf = makeShelf();
    writeViews(shelf, 'ada', [VIEW]);
    expect(readViews(shelf, 'ada')).toEqual([VIEW]);
    expect(readViews(shelf, 'grace')).toEqual([]);
  });

  it('take the place of one of their name', () => {
    const other = { ...VIEW, name: 'Others' };
    const changed = { ...VIEW, href: '/users' };
    expect(keepView(keepView([VIEW], other), changed)).toEqual([other, changed]);
  });

  it.each([
    'no list',
    '[broken',
    '[1]',
    '[{"name":"x"}]',
    '[{"name":"x","href":"https://elsewhere.example/","pinned":true}]',
  ])('are none in place of %s', (text) => {
    expect(readViews(makeShelf({ 'costkeeper.views.ada': text }), 'ada')).toEqual([]);
  });
});
