import { describe, expect, it } from 'vitest';
import { claimsAsText } from '../../../local/api-gateway/http-event.ts';
import { groupsOf } from '../../../lambdas/api/caller-groups.ts';

const NAMES = { groupsClaim: 'groups', groupsPrefix: '' };

function tokenOf(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
}

/** The groups of a token as they arrive behind API Gateway, which hands the header on. */
function groups(value: unknown, names = NAMES, header?: string): string[] {
  const claims = { sub: 'a', groups: value };
  return groupsOf(claimsAsText(claims), header ?? `Bearer ${tokenOf(claims)}`, names);
}

describe('groups of a token', () => {
  it('are those of its list, each as it is written', () => {
    expect(groups(['cost-admins', 'staff'])).toEqual(['cost-admins', 'staff']);
    expect(groups('cost-admins')).toEqual(['cost-admins']);
    expect(groups([])).toEqual([]);
    expect(groups(undefined)).toEqual([]);
    expect(groups(7)).toEqual([]);
    expect(
      groupsOf({ sub: 'a', groups: '[cost-admins]' }, tokenOf({ sub: 'a', groups: ['cost-admins'] }), NAMES),
    ).toEqual(['cost-admins']);
  });

  it.each([
    ['a blank', ['not cost-admins']],
    ['a comma', ['x,cost-admins']],
    ['a tab', ['x\tcost-admins']],
    ['a no-break space', ['not\u00A0cost-admins']],
    ['a line', ['x\ncost-admins']],
    ['brackets', ['[cost-admins]']],
    ['quotes', ['"cost-admins"']],
    ['another case', ['Cost-Admins']],
    ['a blank at its end', ['cost-admins ']],
    ['a list within the list', [['cost-admins']]],
    ['a text of several', 'cost-admins,cost-readers'],
    ['a text with a blank', 'cost-admins cost-readers'],
    ['JSON in a text', '["cost-admins"]'],
    ['an object', { 0: 'cost-admins' }],
  ])('with %s around a name are not that name', (_name, value) => {
    expect(groups(value)).not.toContain('cost-admins');
  });

  it('are those with the prefix of the stage, without it', () => {
    const names = { ...NAMES, groupsPrefix: 'acme/' };
    expect(groups(['acme/cost-admins', 'cost-readers', 'x acme/cost-writers'], names)).toEqual([
      'cost-admins',
    ]);
  });

  it('are those that the gateway has verified, whatever another header says', () => {
    const forged = tokenOf({ sub: 'a', groups: ['cost-admins'] });
    expect(groups(['staff'], NAMES, `Bearer ${forged}`)).toEqual([]);
    const other = tokenOf({ sub: 'b', groups: ['not', 'cost-admins'] });
    expect(groups(['not cost-admins'], NAMES, `Bearer ${other}`)).toEqual(['not cost-admins']);
    const two = `Bearer ${tokenOf({ sub: 'a', groups: ['not', 'cost-admins'] })}, Bearer x.y.z`;
    expect(groups(['not cost-admins'], NAMES, two)).toEqual(['not cost-admins']);
  });

  it('count as one where the token cannot be read', () => {
    expect(groups(['cost-admins'], NAMES, '')).toEqual(['cost-admins']);
    expect(groups(['not', 'cost-admins'], NAMES, '')).toEqual(['not cost-admins']);
    expect(groups(['cost-admins', 'staff'], NAMES, 'Bearer e30.bm90IGpzb24.c2ln')).toEqual([
      'cost-admins staff',
    ]);
  });
});
