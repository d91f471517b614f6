import { describe, expect, it } from 'vitest';
import { fieldOf, putField } from '../../providers/fields.ts';

describe('a field by the name that somebody sent', () => {
  it('is the object’s own, whatever the name', () => {
    const fields: Record<string, unknown> = {};
    for (const name of ['a', '__proto__', 'constructor']) putField(fields, name, { polluted: true });
    expect(Object.keys(fields)).toEqual(['a', '__proto__', 'constructor']);
    expect(fieldOf(fields, '__proto__')).toEqual({ polluted: true });
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });

  it('is none where it is inherited', () => {
    expect(fieldOf({}, 'constructor')).toBeUndefined();
  });
});
