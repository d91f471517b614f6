import { describe, expect, it } from 'vitest';
import { allHold, type Context, unknownPart } from '../../../local/iam/conditions.ts';

function holds(operator: string, key: string, values: string[], context: Context): boolean {
  return allHold([{ operator, key, values }], context);
}

const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/bus/rule';

describe('conditions', () => {
  it.each<[operator: string, wanted: string[], actual: Context[string], result: boolean]>([
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', ['a'], 'A', false],
    ['StringEqualsIgnoreCase', ['a'], 'A', true],
    ['StringNotEquals', ['a'], 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringLike', ['exports/*'], 'exports/x/y', true],
    ['StringLike', ['exports/?'], 'exports/xy', false],
    ['StringNotLike', ['exports/*'], 'archive/x', true],
    ['ArnLike', ['arn:aws:events:*:111122223333:rule/*'], RULE, true],
    ['ArnEquals', [RULE], RULE, true],
    // A star stays in its part of the ARN.
    ['ArnLike', ['arn:aws:events:*:rule/bus/rule'], RULE, false],
    ['ArnNotLike', ['arn:aws:events:*:111122223333:rule/*'], RULE, false],
    ['Bool', ['false'], 'true', false],
    ['Bool', ['true'], 'True', true],
    ['NumericLessThanEquals', ['10'], '9', true],
    ['NumericLessThan', ['10'], '10', false],
    ['NumericGreaterThan', ['10'], '11', true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a'], ['a', 'b'], false],
    ['ForAnyValue:StringLike', ['x*'], ['a', 'xy'], true],
    ['ForAnyValue:StringLike', ['x*'], ['a'], false],
    ['Null', ['false'], 'a', true],
    ['Null', ['true'], 'a', false],
  ])('%s %j of %j is %s', (operator, wanted, actual, result) => {
    expect(holds(operator, 's3:prefix', wanted, { 's3:prefix': actual })).toBe(result);
  });

  it.each([
    ['StringEquals', false],
    ['Bool', false],
    ['StringNotEquals', true],
    ['StringEqualsIfExists', true],
    ['ForAllValues:StringEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['Null', true],
  ])('%s of a key that the call does not have is %s', (operator, result) => {
    expect(holds(operator, 's3:prefix', ['true'], {})).toBe(result);
  });

  it('must all hold', () => {
    const conditions = [
      { operator: 'StringEquals', key: 's3:prefix', values: ['a'] },
      { operator: 'Bool', key: 'aws:securetransport', values: ['true'] },
    ];
    expect(allHold(conditions, { 's3:prefix': 'a', 'aws:securetransport': 'true' })).toBe(true);
    expect(allHold(conditions, { 's3:prefix': 'a', 'aws:securetransport': 'false' })).toBe(false);
  });

  it('are refused where they cannot be judged', () => {
    const condition = { operator: 'StringEquals', key: 's3:prefix', values: [] };
    expect(unknownPart(condition)).toBeUndefined();
    expect(unknownPart({ ...condition, operator: 'IpAddress' })).toBe('condition operator IpAddress');
    expect(unknownPart({ ...condition, key: 'aws:sourceip' })).toBe('condition key aws:sourceip');
  });
});
