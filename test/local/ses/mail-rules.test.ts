import { describe, expect, it } from 'vitest';
import { mailRefusal, mailRules } from '../../../local/ses/mail-rules.ts';

const ACCOUNT = {
  identities: ['example.com', 'me@elsewhere.org'],
  configurationSets: ['own'],
  sandbox: false,
  region: 'eu-west-1',
};
const MAIL: Parameters<typeof mailRefusal>[0] = {
  source: 'costs@example.com',
  recipients: ['a@b.org'],
  configurationSet: undefined,
  bytes: 100,
};

const code = (
  mail: Partial<typeof MAIL> & { configurationSet?: string },
  account: Partial<typeof ACCOUNT> = {},
) => mailRefusal({ ...MAIL, ...mail }, { ...ACCOUNT, ...account })?.[0] ?? 'taken';

const many = (count: number) => Array.from({ length: count }, (_unused, index) => `r${index}@b.org`);

/** A sender by the clock of the test. */
function sender(sandbox: boolean) {
  const clock = { now: 0 };
  const check = mailRules({ ...ACCOUNT, sandbox }, () => clock.now);
  const form = new URLSearchParams({
    Action: 'SendRawEmail',
    Source: 'Costs <costs@example.com>',
    'Destinations.member.1': 'x@example.com',
    'RawMessage.Data': 'bWFpbA==',
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const send = () => {
    const answer = check({ method: 'POST', url: '/', headers, body: Buffer.from(form.toString()) });
    return answer === undefined ? 'taken' : (/<Code>(\w+)/.exec(answer.body.toString())?.[1] ?? '');
  };
  return { clock, send };
}

describe('the local SES', () => {
  it.each([
    ['costs@example.com', 'taken'],
    ['costs@mail.example.com', 'taken'],
    ['Costs@EXAMPLE.com', 'taken'],
    ['me@elsewhere.org', 'taken'],
    ['you@elsewhere.org', 'MessageRejected'],
    ['costs@notexample.com', 'MessageRejected'],
  ])('asks whether the sender %s is verified: %s', (source, expected) => {
    expect(code({ source })).toBe(expected);
  });

  it('asks for recipients in the sandbox alone, and names those that are not verified', () => {
    expect(code({})).toBe('taken');
    expect(code({}, { sandbox: true })).toBe('MessageRejected');
    expect(
      code({ recipients: ['x@example.com', 'success@simulator.amazonses.com'] }, { sandbox: true }),
    ).toBe('taken');
    expect(mailRefusal(MAIL, { ...ACCOUNT, sandbox: true })?.[1]).toBe(
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.org',
    );
  });

  it('takes what was verified elsewhere where the templates verify nothing', () => {
    expect(
      mailRefusal({ ...MAIL, source: 'x@y.org' }, { ...ACCOUNT, identities: undefined }),
    ).toBeUndefined();
  });

  it('knows its configuration sets, and bounds recipients and bytes', () => {
    expect(code({ configurationSet: 'own' })).toBe('taken');
    expect(code({ configurationSet: 'other' })).toBe('ConfigurationSetDoesNotExist');
    expect(code({ recipients: many(50) })).toBe('taken');
    expect(code({ recipients: many(51) })).toBe('InvalidParameterValue');
    expect(code({ bytes: 10 * 1024 * 1024 + 1 })).toBe('InvalidParameterValue');
  });

  it('sends one mail a second and 200 a day from the sandbox', () => {
    const { clock, send } = sender(true);
    expect([send(), send()]).toEqual(['taken', 'Throttling']);
    for (let mail = 2; mail <= 200; mail += 1) {
      clock.now += 1000;
      expect(send()).toBe('taken');
    }
    clock.now += 1000;
    expect(send()).toBe('Throttling');
    clock.now = 86_400_000;
    expect(send()).toBe('taken');
  });

  it('sends 14 mails a second to an account that has left the sandbox', () => {
    const { clock, send } = sender(false);
    const tries = () => Array.from({ length: 20 }, send).filter((answer) => answer === 'taken').length;
    expect(tries()).toBe(14);
    expect(tries()).toBe(0);
    clock.now += 999;
    expect(send()).toBe('Throttling');
    clock.now += 1;
    expect(tries()).toBe(14);
  });
});
