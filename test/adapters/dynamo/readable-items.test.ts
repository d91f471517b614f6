import { expect, it } from 'vitest';
import { readableItems } from '../../../adapters/dynamo/readable-items.ts';
import { smallNumber } from '../../../adapters/dynamo/document-client.ts';

const numberIn = ({ n }: { readonly n?: unknown }) => smallNumber(n);

it('leaves out what cannot be read, says which, and hides no neighbour', () => {
  const left: unknown[] = [];
  const items = [
    { sk: 'a', n: 1 },
    { sk: 'b', n: { not: 'a number' } },
    { sk: 'c', n: 3 },
  ];
  expect(readableItems(items, numberIn, ({ sk }) => left.push(sk))).toEqual([1, 3]);
  expect(left).toEqual(['b']);
});
