import { describe, expect, it } from 'vitest';
import { environmentDefaults } from '../../../client/core/environment-defaults.ts';

describe('attribution in the environment', () => {
  it('is an object as JSON; what is none is said and left out', () => {
    const said: string[] = [];
    const read = (text: string | undefined) => environmentDefaults(text, (line) => said.push(line));
    expect([read(undefined), read('')]).toEqual([undefined, undefined]);
    expect(read('{"operation":"summary","tags":{"tier":"free"}}')).toEqual({
      operation: 'summary',
      tags: { tier: 'free' },
    });
    expect(said).toEqual([]);
    expect([read('["summary"]'), read('"summary"'), read('null'), read('{')]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
    expect(said).toEqual([
      ...Array.from(
        { length: 3 },
        () => expect.stringMatching(/^costkeeper: COSTKEEPER_DEFAULTS is no object/) as string,
      ),
      expect.stringMatching(/^costkeeper: COSTKEEPER_DEFAULTS is no JSON, and is left out: SyntaxError/),
    ]);
  });
});
