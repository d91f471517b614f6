import { describe, expect, it } from 'vitest';
import { checkVariables, initNote, payloadRefusal } from '../../../local/lambda/lambda-rules.ts';

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
