import { list, record, text, word } from '../../template.ts';
import type { Need } from '../evaluate.ts';
import { BY_TLS, type Place } from './place.ts';

/**
 * What a call of SES needs, or undefined where it sends no mail: the sender's identity, with the sender's address and
 * the recipients as conditions see them. `form` is the body of version 1, `json` that of version 2.
 */
export function sesNeeds(
  { path, form, json }: { readonly path: string; readonly form: URLSearchParams; readonly json: unknown },
  place: Place,
): Need[] | undefined {
  const mail =
    path === '/'
      ? mailOfForm(form)
      : path.endsWith('/outbound-emails')
        ? mailOfJson(record(json))
        : undefined;
  if (!mail) return undefined;
  const { action, from, to } = mail;
  const address = addressIn(from);
  const context = {
    ...BY_TLS,
    'ses:fromaddress': address,
    ...(to.length > 0 && { 'ses:recipients': to.map(addressIn) }),
  };
  return [
    {
      action: `ses:${action}`,
      resource: `arn:aws:ses:${place.region}:${place.account}:identity/${address}`,
      context,
    },
  ];
}

interface Mail {
  readonly action: string;
  readonly from: string;
  readonly to: readonly string[];
}

function mailOfForm(form: URLSearchParams): Mail | undefined {
  const action = form.get('Action');
  if (action === null || !/^Send(Raw|Templated|BulkTemplated)?Email$/.test(action)) return undefined;
  const raw = form.get('RawMessage.Data');
  const header = raw === null ? '' : (headerOf(raw, 'from') ?? '');
  const to = [...form].filter(([name]) => /^Destinations?\./.test(name)).map(([, value]) => value);
  return { action, from: form.get('Source') ?? header, to };
}

/** Version 2 checks mails as version 1 does. */
function mailOfJson({ FromEmailAddress, Destination, Content }: Record<string, unknown>): Mail {
  const raw = text(record(record(Content)['Raw'])['Data']);
  const to = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((name) =>
    list(record(Destination)[name]).map(word),
  );
  const from = text(FromEmailAddress) ?? (raw === undefined ? '' : (headerOf(raw, 'from') ?? ''));
  return { action: raw === undefined ? 'SendEmail' : 'SendRawEmail', from, to };
}

function headerOf(base64: string, name: string): string | undefined {
  const head =
    Buffer.from(base64, 'base64')
      .toString()
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  return new RegExp(String.raw`^${name}:\s*(.*)$`, 'im').exec(head)?.[1];
}

/** The address of `Name <address>`, or the text itself. */
function addressIn(text: string): string {
  return (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim();
}
