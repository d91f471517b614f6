import { describe, expect, it } from 'vitest';
import { examine } from '../../cli/doctor.ts';
import type { Ledger } from '../../cli/ledger.ts';

/** A ledger that answers to /status so much, and nothing of interest to anything else but what `others` says. */
function ledgerWith(status: object, others: Readonly<Record<string, unknown>> = {}): Ledger {
  const answers: Record<string, unknown> = { '/budgets': { budgets: [] }, ...others, '/status': status };
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

  const form = { monthlyLimit: null, dailyLimit: null, emailAlerts: false, emailRecipients: [] };

  it.each([
    ['a ledger without a limit', form, [], true],
    ['a limit of the organisation', { ...form, monthlyLimit: '100' }, [], false],
    ['a limit of a day', { ...form, dailyLimit: '5' }, [], false],
    ['a budget', form, [{ id: 'team' }], false],
    [
      'a limit with recipients',
      { ...form, monthlyLimit: '100', emailAlerts: true, emailRecipients: ['a@b.c'] },
      [],
      true,
    ],
    ['a limit whose mails have no recipient', { ...form, monthlyLimit: '100', emailAlerts: true }, [], false],
  ])('asks who is told of %s only where there is something to tell', async (_name, config, budgets, ok) => {
    const ledger = ledgerWith({}, { '/budget/config': config, '/budgets': { budgets } });
    const findings = await examine(ledger, 0, () => {});
    expect(findings.find(({ what }) => what === 'alert mails')?.ok).toBe(ok);
  });
});
