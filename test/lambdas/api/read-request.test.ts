import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../core/errors.ts';
import { readRequest } from '../../../lambdas/api/read-request.ts';
import { gatewayEvent } from '../../support/api.ts';

function eventWith(pathParameters: Readonly<Record<string, string>>) {
  return { ...gatewayEvent('/x?a=1&a=2&b=%2Cc', 'nobody'), pathParameters };
}

describe('readRequest', () => {
  it('gives the path, the last value of each name of the query, and the body', () => {
    const event = { ...eventWith({ id: 'ü#%/x' }), body: 'text' };
    expect(readRequest({ longIds: false }, event)).toEqual({
      path: { id: 'ü#%/x' },
      query: { a: '2', b: ',c' },
      text: 'text',
    });
  });

  it.each([
    ['an empty one', { id: '' }, 'id'],
    ['a long one', { id: 'x'.repeat(257) }, 'id'],
    ['half a character', { type: 'a\uD800', id: 'x' }, 'type'],
    ['a control character', { id: 'a\u0000' }, 'id'],
    ['two that do not fit one key', { type: '#'.repeat(200), id: '#'.repeat(200) }, 'id'],
  ])('throws at a variable of the path that no key can hold: %s', (_what, path, field) => {
    let thrown: unknown;
    try {
      readRequest({ longIds: false }, eventWith(path));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidInputError);
    expect(thrown).toMatchObject({ fields: [{ field }] });
  });

  it('takes long ids where they are the ledger’s own', () => {
    expect(readRequest({ longIds: true }, eventWith({ id: 'x'.repeat(2000) })).path['id']).toHaveLength(2000);
  });
});
