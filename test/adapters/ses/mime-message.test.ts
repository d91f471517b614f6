import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { mimeMessage } from '../../../adapters/ses/mime-message.ts';

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
  thread: 'abc',
  correlationId: 'request-42',
};

describe('mimeMessage', () => {
  it('is read back as it was written, with the alert in a header', async () => {
    const mail = await parser.simpleParser(mimeMessage('costs@example.com', MAIL));
    expect(mail.subject).toBe(MAIL.subject);
    expect(mail.text).toBe(MAIL.text);
    expect(mail.html).toBe(MAIL.html);
    expect(mail.headers.get('x-costkeeper-alert')).toBe('abc-1');
    expect(mail.headers.get('references')).toBe('<abc@costkeeper>');
    expect(mail.headers.get('x-correlation-id')).toBe('request-42');
    expect(mail.to?.text).toBe('ops@example.com, cfo@example.com');
  });

  it('has no line that a name could add', () => {
    const added = 'a\r\nBcc: b@example.com';
    const message = mimeMessage('costs@example.com', { ...MAIL, subject: added, correlationId: added });
    expect(message).not.toMatch(/^Bcc:/m);
  });
});
