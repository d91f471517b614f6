import { hostOf } from '../../providers/hosts.ts';
import type { ProviderCall } from './billable-call.ts';

/** A provider as Portkey takes it; `@name` is a credential of the account's own and names none. */
const PLAIN_NAME = /^[a-z][a-z0-9-]*$/;

function hostOfText(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return hostOf(url)?.provider ?? url.host;
}

/**
 * Who bills a call, as far as it is known: a gateway in between is told by its headers (Portkey, Helicone) who answers
 * behind it, else the host says so. Undefined for a host that is not known.
 */
export function providerOfCall({ url, headers }: Pick<ProviderCall, 'url' | 'headers'>): string | undefined {
  const named = headers.get('x-portkey-provider');
  if (named !== null && PLAIN_NAME.test(named)) return named;
  return hostOfText(headers.get('helicone-target-url')) ?? hostOf(url)?.provider;
}
