import { Buffer } from 'node:buffer';
import type { OutgoingMail } from '../../core/alerts/channel-ports.ts';
import { ALERT_HEADER, CORRELATION_HEADER } from '../../core/alerts/channel-ports.ts';

/** One mail as RFC 5322 text with both forms of its body; SES adds date and message id. */
export function mimeMessage(
  from: string,
  { to, subject, text, html, alertId, thread, correlationId }: OutgoingMail,
): string {
  const boundary = `=_costkeeper_${alertId}`;
  const part = (type: string, content: string) => [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(content),
  ];
  return [
    `From: ${headerText(from)}`,
    `To: ${to.map(headerText).join(', ')}`,
    `Subject: ${encodedWords(subject)}`,
    `${ALERT_HEADER}: ${headerText(alertId)}`,
    // SES replaces Message-ID, so that the first mail is no ancestor of the others: all name one that nobody has.
    ...(thread === undefined ? [] : [`References: <${headerText(thread)}@costkeeper>`]),
    ...(correlationId === undefined ? [] : [`${CORRELATION_HEADER}: ${encodedWords(correlationId)}`]),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part('text/plain', text),
    ...part('text/html', html),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

/** A line break would begin a header of its own. */
function headerText(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** RFC 2047: words of at most 75 characters, cut between characters; plain ASCII stays as it is. */
function encodedWords(text: string): string {
  const clean = headerText(text);
  if (/^[\x20-\x7e]*$/.test(clean) && clean.length < 900) return clean;
  const words: string[] = [];
  let word = '';
  for (const character of clean) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

function base64Lines(content: string): string[] {
  return (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  );
}
