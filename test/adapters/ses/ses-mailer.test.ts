import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { sesMailer } from '../../../adapters/ses/ses-mailer.ts';
import { OutcomeUnknownError } from '../../../core/alerts/alert-ports.ts';

const MAIL = {
  to: ['ops@example.com', 'cfo@example.com'],
  subject: 'Grenze für “Köln” erreicht [alert abc-1]',
  text: 'Spent 0.90 €\n',
  html: '<p>Spent 0.90 €</p>',
  alertId: 'abc-1',
};

describe('sesMailer', () => {
  const ses = mockClient(SESClient);
  afterEach(() => ses.reset());
  afterAll(() => {
    ses.restore();
  });

  it('sends one request with the alert as tag', async () => {
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'm' });
    await sesMailer('costs@example.com', { region: 'us-east-1' }).send(MAIL);
    expect(ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input).toMatchObject({
      Source: 'costs@example.com',
      Destinations: MAIL.to,
      Tags: [{ Name: 'costkeeper-alert', Value: 'abc-1' }],
    });
  });

  it.each([
    [{ name: 'Throttling', $metadata: { httpStatusCode: 400 } }, false],
    [{ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }, false],
    [{ name: 'Error', code: 'ECONNREFUSED' }, false],
    [{ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }, true],
    [{ name: 'AbortError' }, true],
    [{ name: 'Error', code: 'ECONNRESET' }, true],
  ])('tells of %o whether the mail may have gone: %s', async (fault, unknown) => {
    ses.on(SendRawEmailCommand).rejects(Object.assign(new Error('no'), fault));
    const sending = sesMailer('costs@example.com', { region: 'us-east-1' }).send(MAIL);
    const error: unknown = await sending.catch((caught: unknown) => caught);
    expect(error instanceof OutcomeUnknownError).toBe(unknown);
  });
});
