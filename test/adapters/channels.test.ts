import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createHmac } from 'node:crypto';
import { SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { BusPublisher, splitBySize } from '../../adapters/eventbridge/event-publisher.ts';
import { mimeMessage } from '../../adapters/ses/mime-message.ts';
import { sesMailer } from '../../adapters/ses/ses-mailer.ts';
import { webhookPoster } from '../../adapters/webhooks/webhook-poster.ts';
import { OutcomeUnknownError } from '../../core/alerts/alert-ports.ts';
import { webhookSignature } from '../../core/alerts/channels.ts';

interface ReadMail {
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string | false;
  readonly headers: ReadonlyMap<string, unknown>;
  readonly to?: { readonly text: string };
}

/** The parser of the local inbox; it brings no types of its own. */
const parser = createRequire(import.meta.url)('mailparser') as {
  readonly simpleParser: (source: string) => Promise<ReadMail>;
};

const MAIL = {
  to: ['ops@example.com', 'cfo@example.com'],
  subject: 'Grenze für “Köln” erreicht [alert abc-1]',
  text: 'Spent 0.90 €\n',
  html: '<p>Spent 0.90 €</p>',
  alertId: 'abc-1',
};

describe('mimeMessage', () => {
  it('is read back as it was written, with the alert in a header', async () => {
    const mail = await parser.simpleParser(mimeMessage('costs@example.com', MAIL));
    expect(mail.subject).toBe(MAIL.subject);
    expect(mail.text).toBe(MAIL.text);
    expect(mail.html).toBe(MAIL.html);
    expect(mail.headers.get('x-costkeeper-alert')).toBe('abc-1');
    expect(mail.to?.text).toBe('ops@example.com, cfo@example.com');
  });

  it('has no line that a name could add', () => {
    const message = mimeMessage('costs@example.com', { ...MAIL, subject: 'a\r\nBcc: b@example.com' });
    expect(message).not.toMatch(/^Bcc:/m);
  });
});

describe('sesMailer', () => {
  const ses = mockClient(SESClient);
  afterEach(() => ses.reset());

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

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function receiver(answer: number | 'hang up'): Promise<{ url: URL; got: Received[]; server: Server }> {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      if (answer === 'hang up') request.socket.destroy();
      else response.writeHead(answer, { location: 'http://127.0.0.1:1/' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: new URL(`http://127.0.0.1:${port}/hook?token=secret`), got, server };
}

describe('webhookPoster', () => {
  it('posts JSON with a signature that the receiver can check', async () => {
    const { url, got, server } = await receiver(200);
    const body = '{"id":"abc-1"}';
    const signature = `v1=${webhookSignature('a-long-signing-key', '1700000000', body)}`;
    await webhookPoster.post(
      url,
      { 'X-Costkeeper-Timestamp': '1700000000', 'X-Costkeeper-Signature': signature },
      body,
    );
    const [{ headers, body: seen } = { headers: {}, body: '' }] = got;
    const expected = createHmac('sha256', 'a-long-signing-key')
      .update(`${String(headers['x-costkeeper-timestamp'])}.${seen}`)
      .digest('hex');
    expect(headers['x-costkeeper-signature']).toBe(`v1=${expected}`);
    expect(headers['content-type']).toBe('application/json');
    server.close();
  });

  it.each([500, 302, 404] as const)(
    'takes %i for not delivered, follows nothing and tells no address',
    async (status) => {
      const { url, got, server } = await receiver(status);
      const error = await webhookPoster.post(url, {}, '{}').catch((caught: unknown) => caught as Error);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(OutcomeUnknownError);
      expect((error as Error).message).toContain(String(status));
      expect((error as Error).message).not.toContain('secret');
      expect(got).toHaveLength(1);
      server.close();
    },
  );

  it('says that nobody knows when the answer is lost, and that nothing went when nobody listens', async () => {
    const { url, server } = await receiver('hang up');
    await expect(webhookPoster.post(url, {}, '{}')).rejects.toBeInstanceOf(OutcomeUnknownError);
    server.close();
    await once(server, 'close');
    await expect(webhookPoster.post(url, {}, '{}')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('BusPublisher', () => {
  const bus = mockClient(EventBridgeClient);
  afterEach(() => bus.reset());

  it('rejects when an entry was not taken', async () => {
    bus
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    const publisher = new BusPublisher(new EventBridgeClient({ region: 'us-east-1' }), 'bus');
    await expect(publisher.totalsChanged([{ kind: 'user', id: 'u' }])).rejects.toThrow('ThrottlingException');
  });

  it('splits long lists below the size of an event and loses nothing', () => {
    const texts = Array.from({ length: 5000 }, (_, index) => `["user","","${'ü'.repeat(100)}${index}"]`);
    const lists = splitBySize(texts);
    expect(lists.flat()).toEqual(texts);
    expect(lists.length).toBeGreaterThan(1);
    for (const list of lists) {
      expect(Buffer.byteLength(JSON.stringify({ scopes: list }))).toBeLessThan(256_000);
    }
    expect(splitBySize([])).toEqual([]);
  });
});
