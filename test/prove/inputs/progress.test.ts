import { expect, it } from 'vitest';
import { tellTenths } from '../../../prove/inputs/progress.ts';

it('tells how far a part of the proof is, once for each tenth', () => {
  const said: string[] = [];
  const progress = tellTenths((text) => said.push(text.trim()));
  for (let done = 1; done <= 40; done++) progress(done, 40, done < 8 ? 0 : 1);
  expect(said).toHaveLength(10);
  expect([said[0], said[1], said.at(-1)]).toEqual([
    '4 of 40, 0 faults',
    '8 of 40, 1 faults',
    '40 of 40, 1 faults',
  ]);
});
