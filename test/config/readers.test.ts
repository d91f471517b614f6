import { describe, expect, it } from 'vitest';
import { asBoolean, asJson, asList, asNumber, asText } from '../../config/readers.ts';

describe('the text of an option', () => {
  it('is read as the kind of value that its field has', () => {
    expect(asText('7')).toBe('7');
    expect(asNumber(' 7 ')).toBe(7);
    expect(asNumber('-0.5')).toBe(-0.5);
    expect(asBoolean('true')).toBe(true);
    expect(asList('a,b')).toEqual(['a', 'b']);
    expect(asList('')).toEqual([]);
    expect(asJson('[{"from":"2027-01-01","count":4}]')).toEqual([{ from: '2027-01-01', count: 4 }]);
  });

  it('stays a text where it is none, for the schema to refuse by name', () => {
    expect(asNumber('many')).toBe('many');
    expect(asBoolean('yes')).toBe('yes');
    expect(asJson('{')).toBe('{');
  });
});
