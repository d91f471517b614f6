import { describe, expect, it } from 'vitest';
import { Portion, Portions } from '../../../core/retention/portion.ts';
import type { Entry } from '../../../core/usage/entry.ts';

async function* pagesOf(...pages: readonly string[]): AsyncGenerator<readonly Entry[]> {
  for (const page of pages)
    yield await Promise.resolve(Array.from(page).map((id) => ({ id }) as unknown as Entry));
}

async function idsText(pages: AsyncIterable<readonly Entry[]>): Promise<string> {
  let text = '';
  for await (const page of pages) text += page.map(({ id }) => id).join('');
  return text;
}

describe('a portion', () => {
  it.each([
    [2, 'ab', false],
    [3, 'abc', false],
    [4, 'abcd', false],
    [9, 'abcdef', true],
  ])('of %i takes %s of a list and says whether that is all', async (most, text, isWhole) => {
    const portion = new Portion(most);
    expect(await idsText(portion.of(pagesOf('abc', '', 'def')))).toBe(text);
    expect([portion.isWhole, portion.last?.id]).toEqual([isWhole, text.at(-1)]);
  });
});

describe('portions', () => {
  it('are all of a list, read once, and its pages are told', async () => {
    const portions = new Portions(pagesOf('abc', '', 'defgh'), 4);
    const found: string[] = [];
    const told: string[] = [];
    while (await portions.hasMore()) {
      found.push(await idsText(portions.next((page) => told.push(page.map(({ id }) => id).join('')))));
    }
    await portions.close();
    expect(found).toEqual(['abcd', 'efgh']);
    expect(told).toEqual(['abc', 'd', 'efgh']);
    expect(await new Portions(pagesOf(), 4).hasMore()).toBe(false);
  });
});
