import { describe, expect, it } from 'vitest';
import {
  checkSize,
  checkVariables,
  initNote,
  isTooLarge,
  payloadRefusal,
} from '../../../local/lambda/lambda-rules.ts';

describe('variables of a function', () => {
  it('take 4 KB of JSON, in which a quote takes two bytes', () => {
    const room = 4_096 - JSON.stringify({ A1: '' }).length;
    expect(() => checkVariables('work', { A1: 'x'.repeat(room) })).not.toThrow();
    expect(() => checkVariables('work', { A1: 'x'.repeat(room + 1) })).toThrow(
      'work: its variables take 4097 bytes of JSON, Lambda takes 4096',
    );
    expect(() => checkVariables('work', { A1: '"'.repeat(room / 2 + 1) })).toThrow('Lambda takes 4096');
  });

  it.each(['AWS_REGION', '_HANDLER', 'AWS_SESSION_TOKEN', '1A', 'A-B', 'A'])('are not called %s', (name) => {
    expect(() => checkVariables('work', { [name]: 'x' })).toThrow(/work: .*(reserves|no name)/);
  });
});

describe('the payload of a call', () => {
  it.each([
    ['synchronous', 6_291_456],
    ['asynchronous', 1_048_576],
  ] as const)('is bounded where it is %s', (kind, most) => {
    expect(payloadRefusal('x'.repeat(most), kind)).toBeUndefined();
    expect(payloadRefusal('x'.repeat(most + 1), kind)).toContain(`smaller than ${most} bytes`);
    expect(payloadRefusal('€'.repeat(Math.floor(most / 3) + 1), kind)).toContain('smaller than');
  });
});

const unasked = () => expect.fail('a quick start is no reason to measure the machine');

describe('a start that Lambda would not wait for', () => {
  it('is told, with what it would take there', () => {
    expect(initNote('work', 10_001, () => 1)).toContain('about 10.0 s');
    expect(initNote('work', 30_000, () => 4)).toBeUndefined();
    expect(initNote('work', 60_000, () => 4)).toContain('about 15.0 s');
    expect(initNote('work', 10_000, unasked)).toBeUndefined();
  });
});

describe('what a function takes', () => {
  const fits = { seconds: 900, memoryMb: 10_240, codeBytes: 262_144_000 };

  it('is 15 minutes, 10,240 MB and 250 MB of code at the most', () => {
    expect(() => checkSize('work', fits)).not.toThrow();
    expect(() => checkSize('work', { ...fits, seconds: 901 })).toThrow(
      'work has a time-out of 901 s, 1 to 900',
    );
    expect(() => checkSize('work', { ...fits, seconds: 0 })).toThrow('a time-out of 0 s');
    expect(() => checkSize('work', { ...fits, memoryMb: 127 })).toThrow('127 MB of memory, 128 to 10240');
    expect(() => checkSize('work', { ...fits, memoryMb: 10_241 })).toThrow('10241 MB');
    expect(() => checkSize('work', { ...fits, codeBytes: 262_144_001 })).toThrow('262144001 bytes of code');
  });
});

describe('what a function answers', () => {
  it('ends at 6 MB, in bytes of its JSON, as on AWS', () => {
    const limit = 6_291_556;
    expect(isTooLarge('x'.repeat(limit))).toBe(false);
    expect(isTooLarge('x'.repeat(limit + 1))).toBe(true);
    expect(isTooLarge('ü'.repeat(limit / 2 + 1))).toBe(true);
    expect(isTooLarge('€'.repeat(2_097_185))).toBe(false);
  });
});
