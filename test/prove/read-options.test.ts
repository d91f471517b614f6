import { describe, expect, it, vi } from 'vitest';
import { readProofOptions } from '../../prove/read-options.ts';

const parts = (...args: string[]) => readProofOptions(args, 'the help', { cases: 10 }, ['gate', 'rows']);
const read = (...args: string[]) => readProofOptions(args, 'the help', { cases: 1000, seed: 1 });

describe('the options of a proof', () => {
  it('are whole numbers, as given or as usual', () => {
    expect(read()).toEqual({ numbers: { cases: 1000, seed: 1 }, json: false });
    expect(read('--cases', '5', '--json')).toEqual({ numbers: { cases: 5, seed: 1 }, json: true });
  });

  it.each(['0', '-1', '1.5', 'many', '', '1e3'])(
    'are refused as %j: a proof of no cases would hold',
    (text) => {
      expect(() => read(`--cases=${text}`)).toThrow('--cases must be a whole number from 1');
      expect(() => read(`--seed=${text}`)).toThrow('--seed must be a whole number from 1');
    },
  );

  it('name one part of a proof that has parts, and no other', () => {
    expect([parts()?.only, parts('--only', 'rows')?.only]).toEqual([undefined, 'rows']);
    expect(() => parts('--only', 'doors')).toThrow('--only takes one of gate, rows; it is "doors"');
    expect(() => read('--only', 'rows')).toThrow(/Unknown option '--only'/);
  });

  it('print the help where it is asked for, and know no others', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(read('--help')).toBeUndefined();
    expect(log).toHaveBeenCalledWith('the help');
    log.mockRestore();
    expect(() => read('--case', '5')).toThrow(/Unknown option '--case'/);
  });
});
