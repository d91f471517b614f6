import { createHmac } from 'node:crypto';
import { SYSTEM_NAME, SYSTEM_USER } from '../../contracts/system-user.ts';
import { HASHED_USER, isHiddenUser } from '../../contracts/hidden-users.ts';
import { JsonNumber } from '../../contracts/json-number.ts';

/** Gives the name under which the ledger knows a user. */
export type HideUser = (userId: string) => string;

/** Where a stage that hashes user ids takes its function from. Rejects while its key does not answer. */
export interface UserHider {
  current(): Promise<HideUser>;
}

/** 128 bits: two of a million users meet with a chance of 10^-27. */
const HEX_DIGITS = 32;

/** Names that are no person's: work without a user, and every user of a scope. */
const NO_PERSON: ReadonlySet<string> = new Set(['', '*', SYSTEM_USER, SYSTEM_NAME]);

/** HMAC-SHA-256 of user ids under the stage's key; what is such a name already stays as it is. */
export function hashingUsers(key: Uint8Array): HideUser {
  return (userId) => {
    if (NO_PERSON.has(userId) || isHiddenUser(userId)) return userId;
    return HASHED_USER + createHmac('sha256', key).update(userId).digest('hex').slice(0, HEX_DIGITS);
  };
}

const USER_FIELDS: ReadonlySet<string> = new Set([
  'userid',
  'userids',
  'user',
  'users',
  'uid',
  'uids',
  'createdby',
]);

/** True for a field that holds the id of a user, however it is written (`user_id`, `userID`). */
export function isUserField(name: string): boolean {
  return USER_FIELDS.has(name.replaceAll(/[^A-Za-z]/g, '').toLowerCase());
}

/** JSON with the users in it hidden: in fields of users at any depth, numbers too where a sender wrote one. */
export function hideUsers(value: unknown, hide: HideUser, field = ''): unknown {
  if (typeof value === 'string') return isUserField(field) ? hide(value) : value;
  if (value instanceof JsonNumber) return isUserField(field) ? hide(value.source) : value;
  if (typeof value === 'number') return isUserField(field) ? hide(String(value)) : value;
  if (Array.isArray(value)) return value.map((item) => hideUsers(item, hide, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideUsers(item, hide, key)]));
}

/** A field of a user with its value, in text that is no JSON; quotes may be escaped, as JSON in a text has them. */
const USER_IN_TEXT =
  /(\b(?:u(?:ser)?[\s_-]?ids?|users?|created[\s_-]?by)\\*["']?\s*[:=]\s*\[?\s*)(?!\{)("(?:[^"\\]|\\[\s\S])*"?|\\+"[^"\\]*(?:\\+")?|\\*'[^']*'?|[^\s,;&}\])]+)/gi;

/** An ASCII character written as an escape, other than those that end a text: `us\u0065rId`. */
const ESCAPED = /\\u00(2[013-9a-f]|[3-46-7][0-9a-f]|5[0-9abd-f])/gi;

/** The same for text that is no JSON, as far as it can be told which words are users. */
export function hideUsersInText(text: string, hide: HideUser): string {
  const plain = text.replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return plain.replaceAll(USER_IN_TEXT, (_, name: string, value: string) => {
    const bare = value.replaceAll(/^\\*["']|\\*["']$/g, '');
    return name + value.replace(bare, () => hide(bare));
  });
}
