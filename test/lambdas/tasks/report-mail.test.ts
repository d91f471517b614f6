import { Buffer } from 'node:buffer';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportMailTask } from '../../../lambdas/tasks/report-mail.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { taskOn } from '../../support/task.ts';

/** A Monday: the week before is due. */
const AT = '2026-11-23T06:00:00Z';
const TO = ['board@example.com', 'cfo@example.com'];

const ses = mockClient(SESClient);
let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => {
  ses.restore();
  dynamo.stop();
});
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('STAGE', 'staging');
  vi.stubEnv('MAIL_SENDER', 'costs@example.com');
  vi.stubEnv('DASHBOARD_URL', 'https://costs.example.com');
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'm' });
});
afterEach(() => {
  vi.unstubAllEnvs();
  ses.reset();
});

async function start(table: string, settings: object = { reportRecipients: TO }) {
  const ledger = await startLedger(dynamo, table);
  await ledger.record([usageEvent('a', { model: 'of-its-own', reportedCostUsd: '12' })]);
  await ledger.aggregate([aDay('2026-11-20')]);
  const task = taskOn(dynamo, table, { now: () => Date.parse(AT) }, settings);
  return { ...task, run: reportMailTask(task.context) };
}

function mails() {
  return ses.commandCalls(SendRawEmailCommand).map(({ args }) => args[0].input);
}

describe('the task report-mail', () => {
  it('mails the week that ended to the recipients, once', async () => {
    const { run, logs, table } = await start('mail');
    await run(AT);
    expect(mails()).toMatchObject([{ Source: 'costs@example.com', Destinations: TO }]);
    const text = Buffer.from(mails()[0]?.RawMessage?.Data ?? []).toString();
    expect(text).toContain('To: board@example.com');
    expect(text).toMatch(/^Subject: .*W47|^Subject: .*12/m);
    const once = await table();
    await run(AT);
    expect(mails()).toHaveLength(1);
    expect(await table()).toEqual(once);
    expect(logs).toEqual([
      JSON.stringify(['report mails', { periods: ['2026-W47'] }]),
      JSON.stringify(['report mails', { periods: [] }]),
    ]);
  });

  it('tries a mail again that SES refused', async () => {
    const { run } = await start('mail-refused');
    const refused = Object.assign(new Error('refused'), {
      name: 'MessageRejected',
      $metadata: { httpStatusCode: 400 },
    });
    ses.on(SendRawEmailCommand).rejectsOnce(refused).resolves({ MessageId: 'm' });
    await expect(run(AT)).rejects.toThrow('SES: MessageRejected (400)');
    await run(AT);
    expect(mails()).toHaveLength(2);
  });

  it.each([
    ['recipients', { reportRecipients: [] }, 'costs@example.com'],
    ['a sender', { reportRecipients: TO }, ''],
  ])('mails nothing in a stage without %s', async (what, settings, sender) => {
    vi.stubEnv('MAIL_SENDER', sender);
    const { run, table } = await start(`mail-without-${what.replace(' ', '-')}`, settings);
    const before = await table();
    await run(AT);
    expect(mails()).toEqual([]);
    expect(await table()).toEqual(before);
  });

  it('names the stage that is missing when nothing else names the organisation', async () => {
    vi.stubEnv('STAGE', '');
    await expect(start('mail-nameless')).rejects.toThrow('STAGE');
  });
});
