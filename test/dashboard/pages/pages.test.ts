import { describe, expect, expectTypeOf, it } from 'vitest';
import type { PagePath } from '../../../dashboard/src/pages/pages.tsx';
import type { PAGES } from '../../../testing/dashboard/pages.ts';

type PathOf<Address extends string> = Address extends `${infer Path}?${string}` ? Path : Address;

describe('pages', () => {
  it('are each looked at by the proofs of pages and browsers, at one address at least', () => {
    // The compiler decides: a page that PAGES lacks is an error here.
    expect(expectTypeOf<PathOf<(typeof PAGES)[number][1]>>().toEqualTypeOf<PagePath>()).toBe(true);
  });
});
