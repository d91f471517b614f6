import { describe, expect, it } from 'vitest';
import { type Alert, alertId, freshDeliveries } from '../../../core/alerts/alert.ts';
import type { AlertFacts } from '../../../core/alerts/alert-facts.ts';
import { crossingsOf } from '../../../core/alerts/alert-crossing.ts';
import { makeAlertMail, makeGroupMail, makeUserAlertMail } from '../../../core/alerts/alert-mail.ts';
import { slackMessage } from '../../../core/alerts/slack-channel.ts';
import { parseUsd, picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const named = (name: string, cost: string) => ({ name, cost: parseUsd(cost) });

const FACTS: AlertFacts = {
  services: [named('llm', '300.25'), named('tts', '31.1')],
  days: [named('2026-11-18', '120'), named('2026-11-19', '0'), named('2026-11-20', '211.35')],
  top: { heading: 'User', items: [named('user user-42', '200'), named('the system', '0.0375')] },
  optimizations: [{ title: 'Use gpt-5-mini for chat on gpt-4o', saving: parseUsd('85'), effort: 'medium' }],
};
const NO_FACTS: AlertFacts = {
  services: [],
  days: [],
  top: { heading: 'Model', items: [] },
  optimizations: [],
};

function anAlert(changes: Partial<Alert> = {}): Alert {
  const key = {
    budgetId: 'organisation-monthly',
    value: { kind: 'organisation', id: '-' },
    period: '2026-11',
    threshold: '80%',
    basis: 'actual',
    arm: 1,
  } as const;
  const createdAt = Date.parse('2026-11-20T12:00:00Z');
  return {
    id: alertId(key),
    kind: 'budget',
    key,
    budgetName: 'Organisation, monthly',
    severity: 'warning',
    spent: parseUsd('331.35'),
    reached: parseUsd('331.35'),
    limit: parseUsd('412'),
    from: aDay('2026-11-01'),
    to: aDay('2026-11-30'),
    createdAt,
    deliveries: freshDeliveries(['email'], createdAt),
    ...changes,
  };
}

describe('makeAlertMail', () => {
  it('writes a warning as its golden files', async () => {
    const mail = makeAlertMail([anAlert()], FACTS, 'https://costs.example.com/');
    expect(mail.subject).toBe(
      `Costkeeper warning: Organisation, monthly has reached 80% [alert ${anAlert().id}]`,
    );
    await expect(mail.text).toMatchFileSnapshot('golden/alert-mail-warning.txt');
    await expect(mail.html).toMatchFileSnapshot('golden/alert-mail-warning.html');
  });

  it.each([
    ['149.75', '100', '149 % of the limit of 100.00 USD', '149 % of 100.00 USD'],
    ['0.25', '0', '100 % of the limit of 0.00 USD', '100 % of 0.00 USD'],
  ])('tells of %s of a limit of %s no threshold that was not reached', (spent, limit, words, bar) => {
    const amounts = { reached: parseUsd(spent), spent: parseUsd(spent), limit: parseUsd(limit) };
    const { text, html } = makeAlertMail([anAlert(amounts)], FACTS, 'https://costs.example.com/');
    expect([text, html].every((form) => form?.includes(words))).toBe(true);
    expect([text, html].every((form) => form?.includes(bar))).toBe(true);
  });

  it('writes a projected emergency of one user, far beyond a tiny limit, as its golden file', async () => {
    const alert = anAlert({
      key: {
        ...anAlert().key,
        value: { kind: 'user', id: 'user-42' },
        threshold: '$0.01',
        basis: 'projected',
        period: '2026-11-20',
      },
      severity: 'emergency',
      reached: parseUsd('0.06'),
      limit: parseUsd('0.02'),
    });
    await expect(makeAlertMail([alert], NO_FACTS).text).toMatchFileSnapshot(
      'golden/alert-mail-projected.txt',
    );
  });

  it('lets no name become mark-up, no link but a web address, and no line a header', () => {
    const alert = anAlert({ budgetName: 'a<b>\r\nBcc: everybody@example.com' });
    const mail = makeAlertMail([alert], NO_FACTS, 'javascript:alert(1)');
    expect(mail.html).not.toContain('<b>');
    expect(mail.html).not.toContain('href');
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  it('says of a test that it is one, without a bar', () => {
    const mail = makeAlertMail([anAlert({ kind: 'test', limit: ZERO_USD })], NO_FACTS);
    expect(mail.text).toContain('This is a test');
    expect(mail.html).not.toContain('class="bar"');
  });
});

describe('slackMessage', () => {
  it.each([
    '<!channel> & co',
    '*bold* _x_ ~y~ `z`',
    'https://evil.example/login',
    '<https://evil.example|sign in>',
  ])('shows %s as it is, in plain text blocks', (budgetName) => {
    const message = slackMessage([anAlert({ budgetName })], 'https://costs.example.com');
    const { blocks } = message;
    const texts = blocks.flatMap((block) => ('text' in block ? [block.text] : []));
    expect(texts.map(({ type }) => type)).toEqual(texts.map(() => 'plain_text'));
    expect(blocks[0]?.type).toBe('header');
    expect(texts[0]?.text).toContain(budgetName);
    expect(texts[1]?.text).toContain('80 % of the limit');
    expect(JSON.stringify(blocks)).not.toContain('"mrkdwn"');
    expect(message).toMatchObject({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
    const fields = blocks.flatMap((block) => ('fields' in block ? block.fields : []));
    expect(fields.map(({ text }) => text)).toEqual([
      'Spent: 331.35 USD',
      'Limit: 412.00 USD',
      'Threshold: 80%',
    ]);
    // The only links are the page's.
    const others = blocks.filter(({ type }) => type !== 'section' && type !== 'header');
    expect(others).toEqual([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              {
                type: 'link',
                url: 'https://costs.example.com/explore?from=2026-11-01&to=2026-11-20',
                text: 'Open the chart',
              },
            ],
          },
          {
            type: 'rich_text_section',
            elements: [{ type: 'link', url: 'https://costs.example.com', text: 'Open the dashboard' }],
          },
        ],
      },
    ]);
  });

  it('neutralises mentions in the text of notifications', () => {
    const { text } = slackMessage([anAlert({ budgetName: '<!channel> & co' })], undefined);
    expect(text).toContain('&lt;!channel&gt; &amp; co');
  });
});

describe('alertId', () => {
  it('is the same for the same key and another for every part that differs', () => {
    const { key } = anAlert();
    const others = [
      { ...key, budgetId: 'b' },
      { ...key, value: { kind: 'user', id: '-' } as const },
      { ...key, period: '2026-12' },
      { ...key, threshold: '100%' },
      { ...key, basis: 'projected' as const },
      { ...key, arm: 2 },
    ];
    expect(alertId({ ...key })).toBe(alertId(key));
    expect(new Set([key, ...others].map(alertId)).size).toBe(7);
    for (const id of others.map(alertId)) expect(id).toMatch(/^[0-9a-f-]+$/);
  });
});

/** Alerts of one user and month: threshold, basis, severity, and what was reached. */
function alertsOf(
  of: readonly (readonly [string, Alert['key']['basis'], Alert['severity'], string])[],
): Alert[] {
  return of.map(([threshold, basis, severity, reached]) => {
    const key = { ...anAlert().key, value: { kind: 'user', id: 'user-42' } as const, threshold, basis };
    return anAlert({ key, id: alertId(key), severity, reached: parseUsd(reached) });
  });
}

describe('makeGroupMail', () => {
  it('says how many alerts it sums up and names them, the largest first', () => {
    const alerts = Array.from({ length: 120 }, (_, index) => {
      const value = { kind: 'user', id: `user-<${index}>` } as const;
      const key = { ...anAlert().key, value };
      return anAlert({ key, id: alertId(key), reached: picoUsd(BigInt(index) * 10n ** 12n) });
    });
    const { subject, text, html } = makeGroupMail(crossingsOf(alerts), 'https://costs.example.com/');
    expect(subject).toBe(
      `Costkeeper warning: Organisation, monthly has reached 80% for user user-<119>, and 119 more crossings of this budget [alert ${alerts[119]?.id}]`,
    );
    expect(text).toContain('120 crossings of this budget came together and are in this one mail.');
    expect(text).toContain(
      `Dashboard: https://costs.example.com/budgets?tab=alerts&alert=${alerts[119]?.id}`,
    );
    expect(text).toContain('and 70 more');
    expect(text.indexOf('user-<119>')).toBeLessThan(text.indexOf('user-<118>'));
    for (const { id } of alerts.slice(70)) expect(text).toContain(id);
    expect(html).toContain('user-&lt;119&gt;');
    expect(html).not.toContain('user-<');
  });

  it('names one user whose three thresholds were reached at once one time, by the worst, with the charts', () => {
    const alerts = alertsOf([
      ['80%', 'actual', 'warning', '331.35'],
      ['100%', 'actual', 'critical', '331.35'],
      ['150%', 'actual', 'emergency', '331.35'],
    ]);
    const [together] = crossingsOf(alerts);
    const mail = makeAlertMail(together, FACTS);
    expect(mail.subject).toBe(
      `Costkeeper emergency: Organisation, monthly has reached 150% for user user-42 [alert ${alerts[2]?.id}]`,
    );
    expect(mail.text).toContain('3 thresholds were reached at once: 150%, 100%, 80%.');
    for (const chart of ['By service', 'By day', 'What spent most']) expect(mail.html).toContain(chart);
    expect(mail.html).toContain('2026-11-18');
    const own = makeUserAlertMail(together, NO_FACTS, 'https://costs.example.com/');
    expect(own.subject).toBe(mail.subject);
    expect(own.text).toContain('My costs: https://costs.example.com/me');
  });

  it('tells what was spent first, and beside it what is only projected', () => {
    const alerts = alertsOf([
      ['150%', 'projected', 'emergency', '640'],
      ['100%', 'actual', 'critical', '420'],
      ['80%', 'actual', 'warning', '420'],
    ]);
    const [together] = crossingsOf(alerts);
    const { subject, text } = makeAlertMail(together, FACTS);
    expect(subject).toContain('critical: Organisation, monthly has reached 100% for user user-42');
    expect(text).toContain('User user-42 spent 420.00 USD in 2026-11');
    expect(text).toContain('2 thresholds were reached at once: 100%, 80%.');
    expect(text).toContain('The projection for the end is 640.00 USD, at or above 150%.');
    const others = alerts.map((alert) => {
      const key = { ...alert.key, value: { kind: 'user', id: 'user-43' } as const };
      return { ...alert, key, id: alertId(key) };
    });
    expect(makeGroupMail(crossingsOf([...alerts, ...others])).text).toContain('100%, 80%, 150% (projected)');
  });

  it('says of what events without a price are missing from that it is the least', () => {
    const [together] = crossingsOf(
      alertsOf([
        ['150%', 'projected', 'emergency', '640'],
        ['80%', 'actual', 'warning', '420'],
      ]).map((alert) => ({ ...alert, unpriced: 3 })),
    );
    const { text } = makeAlertMail(together, FACTS);
    expect(text).toContain('User user-42 spent at least 420.00 USD in 2026-11');
    expect(text).toContain('The projection for the end is at least 640.00 USD, at or above 150%.');
    const ahead = together.filter(({ key }) => key.basis === 'projected');
    const [projected] = crossingsOf(ahead);
    expect(makeAlertMail(projected, FACTS).text).toContain('is projected to spend at least 640.00 USD');
    const slack = JSON.stringify(slackMessage(projected, undefined).blocks);
    expect(slack).toContain('"Spent: at least 331.35 USD"');
    expect(slack).toContain('"Projected: at least 640.00 USD"');
    expect(makeGroupMail([projected, together]).text).toContain('at least 640.00 USD');
  });
});
