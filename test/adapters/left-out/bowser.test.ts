import { expect, it } from 'vitest';
import { parse } from '../../../adapters/left-out/bowser.ts';

it('what stands for the parser of browsers says what to do where one is needed', () => {
  expect(() => parse()).toThrow('lib/bundling.ts');
});
