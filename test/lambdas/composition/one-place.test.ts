import { describe, expect, it } from 'vitest';
import { readSources } from '../../../scripts/check/read-sources.ts';

/** Where a store of the table may be made; adapters make their own helpers. */
const MAKERS = /^lambdas\/composition\//;
/** The SDK's own client, which every store is made with. */
const STORE = /new (?:Dynamo(?!DBClient\b)\w+|RepairScopes|EraseEntries)\(/g;

describe('the stores of the table', () => {
  it('are made in lambdas/composition and nowhere else', () => {
    const sources = readSources('lambdas', 'prove', 'local', 'scripts', 'lib', 'bench');
    const found = sources.flatMap(({ path, text }) =>
      Array.from(text.matchAll(STORE), ([made]) => ({ path, made })),
    );
    expect(found.filter(({ path }) => !MAKERS.test(path))).toEqual([]);
    expect(found.length).toBeGreaterThan(30);
  });
});
