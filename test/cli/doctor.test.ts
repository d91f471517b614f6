import { describe, expect, it } from 'vitest';
import { examine } from '../../cli/doctor.ts';
import type { Ledger } from '../../cli/ledger.ts';

/** A ledger that answers to /status so much, and nothing of interest to anything else. */
function ledgerWith(status: object): Ledger {
  const answers: Record<string, unknown> = { '/status': status };
  return {
    name: 'a ledger',
    get: <T>(path: string) => Promise.resolve((answers[path] ?? {}) as T),
    send: () => Promise.reject(new Error('a look changes nothing')),
  };
}

describe('the doctor', () => {
  it.each([
    [0, 'true none waits '],
    [2, 'false 2 held until an administrator applies it .*/apply brings it into force'],
  ])('says of %i price packs that are held what to do', async (heldPricePacks, said) => {
    const findings = await examine(ledgerWith({ heldPricePacks }), 0, () => {});
    const { ok, found, remedy = '' } = findings.find(({ what }) => what === 'price packs') ?? {};
    expect(`${ok} ${found} ${remedy}`).toMatch(new RegExp(`^${said}`));
  });
});
