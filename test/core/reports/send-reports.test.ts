import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoOptimizationStore } from '../../../adapters/dynamo/optimization-store.ts';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoProjectionStore } from '../../../adapters/dynamo/projection-store.ts';
import { DynamoReportMarks } from '../../../adapters/dynamo/report-marks.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { Alert } from '../../../core/alerts/alert.ts';
import { OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';
import type { OutgoingMail } from '../../../core/alerts/channel-ports.ts';
import { picoUsd, ZERO_USD } from '../../../core/money/decimal.ts';
import { dueReports } from '../../../core/reports/due-reports.ts';
import { sendReports, type SendReportPorts } from '../../../core/reports/send-reports.ts';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import { type KeptProjection, keepProjection } from '../../../core/forecast/keep-projection.ts';
import { takenOut } from '../../../core/usage/rebooked.ts';
import { dollars } from '../../../core/mail/report-mail-content.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { budgetOf } from '../../../testing/gate.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const MONDAY = Date.parse('2026-11-23T06:00:00Z');
const CROSSED = Date.parse('2026-11-20T11:00:00Z');

const ALERT: Alert = {
  id: 'alert-1',
  kind: 'budget',
  key: {
    budgetId: 'b',
    value: { kind: 'organisation' },
    period: '2026-11-20',
    threshold: '80%',
    basis: 'actual',
    arm: 0,
  },
  budgetName: 'Day of the organisation',
  severity: 'warning',
  spent: 1n,
  reached: 1n,
  limit: 1n,
  createdAt: CROSSED,
  deliveries: new Map([
    ['event', { status: 'SENT', attempts: 1, unknown: 0, nextAt: 0, sentAt: CROSSED + 1000 }],
    ['email', { status: 'SENT', attempts: 3, unknown: 0, nextAt: 0, sentAt: CROSSED + 600_000 }],
  ]),
} as unknown as Alert;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'mails');
  const usage = { input_tokens: 10_000_000 };
  await ledger.record([
    usageEvent('a', { usage }),
    usageEvent('b', { usage, userId: 'user-2', occurredAt: '2026-11-10T10:00:00Z' }),
  ]);
  await ledger.aggregate([aDay('2026-11-10'), aDay('2026-11-20')]);
});
afterAll(() => dynamo.stop());

function portsWith(mails: OutgoingMail[], more: Partial<SendReportPorts> = {}): SendReportPorts {
  const client = dynamo.client();
  return {
    totals: new DynamoTotalsReader(new Table(client, 'mails'), [], { now: Date.now }),
    alerts: { list: () => Promise.resolve({ alerts: [ALERT] }) },
    optimizations: new DynamoOptimizationStore(new Table(client, 'mails')),
    anomalies: new DynamoAnomalyStore(new Table(client, 'mails')),
    projections: new DynamoProjectionStore(new Table(client, 'mails')),
    marks: new DynamoReportMarks(new Table(client, 'mails')),
    book: () =>
      Promise.resolve(
        new BudgetBook(
          { version: 0n, form: undefined, budgets: [], revenue: new Map() },
          { budgets: [], form: {} },
        ),
      ),
    mailer: { send: (mail) => Promise.resolve(void mails.push(mail)) },
    recipients: ['boss@example.com'],
    timeZone: 'UTC',
    closeAfterDays: 3,
    organisation: 'Acme',
    dashboardUrl: undefined,
    ...more,
  };
}

describe('report mails', () => {
  it('are due on the days after a week, and after a month was closed', () => {
    expect(dueReports(aDay('2026-11-23'), 3)).toEqual([
      { kind: 'weekly', period: '2026-W47', from: '2026-11-16', to: '2026-11-22' },
    ]);
    expect(dueReports(aDay('2026-11-26'), 3)).toEqual([]);
    expect(dueReports(aDay('2026-12-03'), 3)).toEqual([]);
    expect(dueReports(aDay('2026-12-04'), 3)).toEqual([
      { kind: 'monthly', period: '2026-11', from: '2026-11-01', to: '2026-11-30' },
    ]);
    expect(dueReports(aDay('2026-12-11'), 3)).toEqual([]);
  });

  it('are tried again when they surely did not leave, and sent once', async () => {
    const mails: OutgoingMail[] = [];
    const failing = portsWith(mails, { mailer: { send: () => Promise.reject(new Error('no mail today')) } });
    await expect(sendReports(failing, MONDAY)).rejects.toThrow('no mail today');
    expect(await sendReports(portsWith(mails), MONDAY)).toEqual(['2026-W47']);
    expect(await sendReports(portsWith(mails), MONDAY + 86_400_000)).toEqual([]);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      to: ['boss@example.com'],
      subject: 'Acme: 1.50 USD in 2026-11-16 to 2026-11-22',
    });
  });

  it('say what was spent, by whom, and which alerts came late', async () => {
    const mails: OutgoingMail[] = [];
    const marks = { take: () => Promise.resolve(true), giveBack: () => Promise.resolve() };
    await sendReports(portsWith(mails, { marks }), MONDAY);
    expect(mails[0]?.text).toContain('1.50 USD were spent by 1 event, +0 % against the period before.');
    expect(mails[0]?.text).toMatch(
      /Day of the organisation +warning +2026-11-20 11:00 +2026-11-20 11:10 \(late\)/,
    );
    expect(mails[0]?.text).toMatch(/user-1 +1\.50/);
    expect(mails[0]?.text).not.toContain('user-2');
    await sendReports(portsWith(mails, { marks }), Date.parse('2026-12-04T06:00:00Z'));
    expect(mails[1]?.text).toContain('3.00 USD were spent');
    // Nothing was projected while it could have been wrong, so nothing is claimed.
    expect(mails[1]?.text).not.toContain('projected');
  });

  it('leave out who and what has nothing but void events', async () => {
    const mails: OutgoingMail[] = [];
    const marks = { take: () => Promise.resolve(true), giveBack: () => Promise.resolve() };
    const kept = entryAt('2026-11-20T10:00:00Z', { userId: 'kept', service: 'llm' });
    const gone = entryAt('2026-11-20T11:00:00Z', {
      userId: 'gone',
      service: 'embedding',
      resource: { type: 'episode', id: 'gone' },
    });
    const out = { ...gone, ...takenOut(gone), id: `${gone.id}~a0001`, correctionOf: gone.id };
    const { totals } = memorySpend([kept, gone, out], { now: MONDAY });
    const counts = () => portsWith(mails).totals.counts();
    await sendReports(portsWith(mails, { marks, totals: { ...totals, counts } }), MONDAY);
    expect(mails[0]?.text).toContain('were spent by 1 event.');
    expect(mails[0]?.text).toMatch(/kept +\d/);
    expect(mails[0]?.text).not.toMatch(/gone|embedding/);
  });

  it('say of budgets that are switched off that they limit nothing', async () => {
    const mails: OutgoingMail[] = [];
    const marks = { take: () => Promise.resolve(true), giveBack: () => Promise.resolve() };
    const off = budgetOf('b', { name: 'Week of all', period: 'weekly', limitUsd: '1', enabled: false });
    const book = () =>
      Promise.resolve(
        new BudgetBook(
          { version: 0n, form: undefined, budgets: [off], revenue: new Map() },
          { budgets: [], form: {} },
        ),
      );
    await sendReports(portsWith(mails, { marks, book }), MONDAY);
    expect(mails[0]?.text).toContain(
      'The budget Week of all of 1.00 USD is switched off and limits nothing.',
    );
    expect(mails[0]?.text).not.toContain('of the limit');
    expect(mails[0]?.text).toMatch(/Day of the organisation \(off now\) +warning/);
  });

  it('compare what the month cost with what was projected, as it was projected', async () => {
    const client = dynamo.client();
    const projections = new DynamoProjectionStore(new Table(client, 'mails'));
    const ports = {
      totals: new DynamoTotalsReader(new Table(client, 'mails'), [], { now: Date.now }),
      projections,
    };
    const madeAt = (day: string) => keepProjection(ports, Date.parse(`${day}T03:30:00Z`), 'UTC');
    const early = await madeAt('2026-11-20');
    const made = (await projections.list(aMonth('2026-11'))).map(({ madeOn }) => madeOn);
    expect(made).toEqual(['2026-11-20']);
    await madeAt('2026-11-30');
    // The second run of a day finds other figures and changes nothing.
    await projections.putIfAbsent(aMonth('2026-11'), {
      ...(early as KeptProjection),
      projected: picoUsd(1n),
    });
    await projections.putIfAbsent(aMonth('2026-11'), {
      ...(early as KeptProjection),
      madeOn: aDay('2026-11-25'),
      projected: picoUsd(1n),
    });

    const mails: OutgoingMail[] = [];
    const marks = { take: () => Promise.resolve(true), giveBack: () => Promise.resolve() };
    await sendReports(portsWith(mails, { marks }), Date.parse('2026-12-04T06:00:00Z'));
    const said = mails[0]?.text.match(/On .* were projected .*/g) ?? [];
    expect(said).toHaveLength(2);
    expect(said[0]).toContain(`On 2026-11-20 ${dollars(early?.projected ?? ZERO_USD)} were projected (`);
    expect(said[1]).toContain('On 2026-11-30');
    expect(said[1]).toMatch(/the actual differs by [-+][\d.]+ %/);
  });

  it('are not repeated when it is unknown whether they left', async () => {
    const given: string[] = [];
    const marks = {
      take: () => Promise.resolve(true),
      giveBack: (period: string) => Promise.resolve(void given.push(period)),
    };
    const mailer = { send: () => Promise.reject(new OutcomeUnknownError('lost')) };
    await expect(sendReports(portsWith([], { marks, mailer }), MONDAY)).rejects.toThrow('lost');
    expect(given).toEqual([]);
  });
});
