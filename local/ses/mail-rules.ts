import { randomUUID } from 'node:crypto';
import type { Call, Check } from '../door.ts';
import type { HttpAnswer } from '../api-gateway/http-event.ts';
import type { Resolver } from '../resolve.ts';
import { text } from '../template.ts';

/** What SES knows of the account. */
export interface MailAccount {
  /** Verified domains and addresses; undefined: the templates declare none, so they were verified elsewhere. */
  readonly identities: readonly string[] | undefined;
  readonly configurationSets: readonly string[];
  /** The account is in the sandbox, as every new one is. */
  readonly sandbox: boolean;
  readonly region: string;
}

/** Recipients that SES takes mails to from the sandbox too, for tries. */
const SIMULATOR = '@simulator.amazonses.com';
/**
 * SES quotas: recipients of a mail, bytes of one, and mails in a second and in a day, of the sandbox and of an account
 * that has just left it.
 */
const MOST_RECIPIENTS = 50;
const MOST_BYTES = 10 * 1024 * 1024;
const SANDBOX = { second: 1, day: 200 } as const;
const OUTSIDE = { second: 14, day: 50_000 } as const;
const DAY_MS = 86_400_000;

/** What the templates say of the account's mail. */
export function mailAccount(resolver: Resolver, region: string, sandbox: boolean): MailAccount {
  const named = (type: string, property: string) =>
    resolver.ofType(type).flatMap((resource) => text(resolver.properties(resource)[property]) ?? []);
  const identities = named('AWS::SES::EmailIdentity', 'EmailIdentity');
  return {
    identities: identities.length > 0 ? identities : undefined,
    configurationSets: named('AWS::SES::ConfigurationSet', 'Name'),
    sandbox,
    region,
  };
}

/** Refuses mails that SES refuses: senders, recipients of the sandbox, configuration sets, sizes, rates. */
export function mailRules(account: MailAccount, now: () => number): Check {
  const sent: number[] = [];
  return (call) => {
    const mail = readMail(call);
    if (mail === undefined) return undefined;
    const refused =
      mailRefusal(mail, account) ?? rateRefusal(sent, now(), account.sandbox ? SANDBOX : OUTSIDE);
    if (refused !== undefined) return refusalAnswer(...refused);
    sent.push(now());
    return undefined;
  };
}

interface Mail {
  readonly source: string;
  readonly recipients: readonly string[];
  readonly configurationSet: string | undefined;
  readonly bytes: number;
}

/** A mail of SES's query API; undefined for other calls. */
function readMail({ method, headers, body }: Call): Mail | undefined {
  if (method !== 'POST' || !String(headers['content-type']).includes('urlencoded')) return undefined;
  const form = new URLSearchParams(body.toString());
  if (!(form.get('Action') ?? '').startsWith('Send')) return undefined;
  const recipients = [...form].filter(([name]) => /^Destination(s|\..+)\.member\.\d+$/.test(name));
  return {
    source: addressIn(form.get('Source') ?? ''),
    recipients: recipients.map(([, value]) => addressIn(value)),
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
    bytes: (form.get('RawMessage.Data')?.length ?? 0) * 0.75,
  };
}

function addressIn(value: string): string {
  return (/<([^>]+)>/.exec(value)?.[1] ?? value).trim();
}

type Refusal = readonly [code: string, message: string];

/** What SES says of a mail that it does not take; undefined for one that it takes. */
export function mailRefusal(
  mail: Mail,
  { identities, configurationSets, sandbox, region }: MailAccount,
): Refusal | undefined {
  const { source, recipients, configurationSet, bytes } = mail;
  if (configurationSet !== undefined && !configurationSets.includes(configurationSet)) {
    return ['ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`];
  }
  if (recipients.length > MOST_RECIPIENTS) {
    return ['InvalidParameterValue', `Recipient count exceeds ${MOST_RECIPIENTS}.`];
  }
  if (bytes > MOST_BYTES)
    return ['InvalidParameterValue', 'Message length is more than 10485760 bytes long.'];
  if (identities === undefined) return undefined;
  const asked = [source, ...(sandbox ? recipients.filter((one) => !one.endsWith(SIMULATOR)) : [])];
  const unverified = asked.filter((address) => !isVerified(address, identities));
  if (unverified.length === 0) return undefined;
  const which = `The following identities failed the check in region ${region.toUpperCase()}: ${unverified.join(', ')}`;
  return ['MessageRejected', `Email address is not verified. ${which}`];
}

/** A verified domain covers its addresses and those of its subdomains. */
function isVerified(address: string, identities: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return identities.some((identity) => {
    const own = identity.toLowerCase();
    return own.includes('@') ? own === address.toLowerCase() : domain === own || domain.endsWith(`.${own}`);
  });
}

function rateRefusal(
  sent: number[],
  now: number,
  most: Readonly<Record<'second' | 'day', number>>,
): Refusal | undefined {
  while (sent[0] !== undefined && now - sent[0] >= DAY_MS) sent.shift();
  if (sent.length >= most.day) return ['Throttling', 'Daily message quota exceeded.'];
  // They are in the order of their times: the one that many back decides.
  const earlier = sent.at(-most.second);
  return earlier !== undefined && now - earlier < 1000
    ? ['Throttling', 'Maximum sending rate exceeded.']
    : undefined;
}

function refusalAnswer(code: string, message: string): HttpAnswer {
  const xml =
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>${message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Message></Error>` +
    `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status: 400, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) };
}
