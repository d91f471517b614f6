import { describe, expect, it } from 'vitest';
import { changePercent, type ReportMailInput } from '../../../core/mail/report-mail-content.ts';
import { makeReportMail } from '../../../core/mail/report-mail.ts';
import { parseUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const named = (name: string, cost: string) => ({ name, cost: parseUsd(cost) });

function input(changes: Partial<ReportMailInput> = {}): ReportMailInput {
  return {
    kind: 'monthly',
    organisation: 'Acme',
    from: aDay('2026-10-01'),
    to: aDay('2026-10-31'),
    total: parseUsd('1234.565'),
    previousTotal: parseUsd('1000'),
    limit: parseUsd('2000'),
    events: 48_210,
    unpricedEvents: 3,
    services: [named('llm', '1100.1'), named('tts', '134.465')],
    users: [named('Ada (user-42)', '400'), named('user-7', '12.3')],
    resources: [named('episode ep-7', '55.05')],
    alerts: [
      {
        budget: 'All spend',
        severity: 'warning',
        crossedAt: '2026-10-20T10:00:00Z',
        sentAt: '2026-10-20T10:00:04Z',
        late: false,
      },
      {
        budget: 'All spend',
        severity: 'critical',
        crossedAt: '2026-10-28T10:00:00Z',
        sentAt: '2026-10-28T12:00:00Z',
        late: true,
      },
      { budget: 'user-7', severity: 'warning', crossedAt: '2026-10-30T09:00:00Z', late: false },
    ],
    projections: [
      {
        madeOn: aDay('2026-10-24'),
        projected: parseUsd('1300'),
        low: parseUsd('1200'),
        high: parseUsd('1400.5'),
      },
    ],
    optimizations: [{ title: 'Use gpt-5-mini for chat on gpt-4o', saving: parseUsd('85'), effort: 'medium' }],
    anomalies: [
      'model gpt-4o spent 90.00 USD on 2026-10-28, about 30.00 USD were expected on a Wednesday (3 times)',
    ],
    dashboardUrl: 'https://costs.example.com/',
    ...changes,
  };
}

describe('makeReportMail', () => {
  it('writes the monthly mail as its golden files', async () => {
    const mail = makeReportMail(input());
    expect(mail.subject).toBe('Acme: 1234.56 USD in 2026-10');
    await expect(mail.text).toMatchFileSnapshot('golden/report-mail-monthly.txt');
    await expect(mail.html).toMatchFileSnapshot('golden/report-mail-monthly.html');
  });

  it('writes the mail of an empty week as its golden file', async () => {
    const nothing = {
      services: [],
      users: [],
      resources: [],
      alerts: [],
      optimizations: [],
      anomalies: [],
    };
    const mail = makeReportMail(
      input({
        ...nothing,
        kind: 'weekly',
        from: aDay('2026-11-09'),
        to: aDay('2026-11-15'),
        total: ZERO_USD,
        previousTotal: undefined,
        limit: undefined,
        projections: [],
        dashboardUrl: undefined,
        events: 0,
        unpricedEvents: 0,
      }),
    );
    expect(mail.subject).toBe('Acme: 0.00 USD in 2026-11-09 to 2026-11-15');
    await expect(mail.text).toMatchFileSnapshot('golden/report-mail-weekly-empty.txt');
  });

  it('escapes names, keeps the subject on one line and links only to the web', () => {
    const mail = makeReportMail(
      input({
        organisation: 'Acme\r\nBcc: x@example.com',
        users: [named('<img src=x onerror=alert(1)>', '1')],
        dashboardUrl: 'javascript:alert(1)',
      }),
    );
    expect(mail.subject).toBe('Acme Bcc: x@example.com: 1234.56 USD in 2026-10');
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(mail.html).not.toMatch(/<img|href=/);
  });

  it('says that a projection without events that had no price was the least', () => {
    const [projection] = input().projections as [ReportMailInput['projections'][number]];
    const { text } = makeReportMail(input({ projections: [{ ...projection, unpriced: 4 }] }));
    expect(text).toContain('On 2026-10-24 at least 1300.00 USD were projected');
  });

  it('shows ten of a list', () => {
    const users = Array.from({ length: 15 }, (_, i) => named(`user-${i}`, '1'));
    const { text } = makeReportMail(input({ users }));
    expect(text).toContain('user-9');
    expect(text).not.toContain('user-10');
  });
});

describe('changePercent', () => {
  it.each([
    ['1234.565', '1000', '+23.4 %'],
    ['900', '1000', '-10 %'],
    ['1000', '1000', '+0 %'],
    ['5', '0', 'new'],
  ])('says what %s against %s is', (now, before, expected) => {
    expect(changePercent(parseUsd(now), parseUsd(before))).toBe(expected);
  });
});
