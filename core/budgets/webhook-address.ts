import { InvalidInputError } from '../errors.ts';

/** Names of this machine or this network. */
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Checks where a webhook points: https to a public name or address, so that no one can make the ledger
 * call its own network. `development` allows http to this machine, and private addresses over https.
 * @throws InvalidInputError that names the field
 */
export function checkWebhookAddress(text: string, field: string, development: boolean): URL {
  if (!URL.canParse(text))
    throw refused(field, 'must be an https address such as "https://hooks.example.com/costs"');
  const url = new URL(text);
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (url.username !== '' || url.password !== '')
    throw refused(field, 'must not carry a user name or password');
  if (url.protocol === 'http:' && development && LOOPBACK.test(host)) return url;
  if (url.protocol !== 'https:') throw refused(field, 'must begin with https://');
  if (!development && isPrivate(host))
    throw refused(field, 'must be a public host: it points into a private network');
  return url;
}

/** Whether an IP address, v4 or v6 without brackets, is not one of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const text = address.toLowerCase();
  return text.includes(':') ? !isPublicV6(text) : isPrivateV4(text.split('.').map(Number));
}

function isPrivate(host: string): boolean {
  if (host.startsWith('[')) return isPrivateAddress(host.slice(1, -1));
  if (/^\d+(\.\d+){3}$/.test(host)) return isPrivateAddress(host);
  return !host.includes('.') || LOCAL_NAMES.test(host);
}

/**
 * Not in 0, 10, 100.64/10, 127, 169.254, 172.16/12, 192.0.0, 192.168, 198.18/15, the three nets of examples, and from
 * 224 on.
 */
function isPrivateV4([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/**
 * Global unicast is 2000::/3; 2001::/32 and 2002::/16 carry an IPv4 address that could be any, 2001:db8::/32 is for
 * examples.
 */
function isPublicV6(address: string): boolean {
  return /^[23][0-9a-f]{3}:/.test(address) && !/^(2002:|2001:(0?:|:|db8:))/.test(address);
}

function refused(field: string, message: string): InvalidInputError {
  return new InvalidInputError(`${field} ${message}`, [{ field, message }]);
}
