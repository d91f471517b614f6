import { describe, expect, it } from 'vitest';
import { callIdOf } from '../../../core/intake/call-id.ts';

describe('callIdOf', () => {
  it('is the id that the provider gave its answer', () => {
    expect(callIdOf('msg_01XFDUDYJgAACzvnptvVoYEL')).toBe('msg_01XFDUDYJgAACzvnptvVoYEL');
  });

  it('is a hash of an id that is longer than a message may have, and never a part of it', () => {
    const long = `resp_${'a'.repeat(236)}`;
    expect(callIdOf(`${long}x`)).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(callIdOf(`${long}x`)).not.toBe(callIdOf(`${long}y`));
  });

  it('is nothing for an id that a local server may give twice', () => {
    expect(callIdOf('chatcmpl-123')).toBeUndefined();
    expect(callIdOf(undefined)).toBeUndefined();
  });

  it('never looks like a correction', () => {
    expect(callIdOf('chatcmpl-0123456789~a0001')).toMatch(/^sha256-/);
  });
});
