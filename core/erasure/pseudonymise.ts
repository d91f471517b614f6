import { canonicalJson, parseExactJson } from '../usage/exact-json.ts';
import { isUserField } from '../usage/hide-users.ts';

/** An id and the name that takes its place. */
export interface NewName {
  readonly userId: string;
  readonly pseudonym: string;
}

/** Fields beside those of users whose value is a person. */
const PERSON_FIELDS: ReadonlySet<string> = new Set(['by', 'createdBy', 'updatedBy', 'decidedBy']);

/** True for a field that holds the id of a person, however it is written. */
function isPersonField(name: string): boolean {
  return PERSON_FIELDS.has(name) || isUserField(name);
}

/** Characters that ids are made of: between two of them a text is part of a longer name. */
const INSIDE = '[\\p{L}\\p{N}._:@-]';

/** The text with the id replaced wherever it is a whole word; longer names that contain it stay. */
export function pseudonymisedText(text: string, { userId, pseudonym }: NewName): string {
  if (!text.includes(userId)) return text;
  const id = userId.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<!${INSIDE})${id}(?!${INSIDE})`, 'gu'), () => pseudonym);
}

/**
 * A value of JSON with the id replaced: in fields that hold a person, in scopes of kind `user`, in what is
 * kept by user, and inside longer texts. A field of another meaning that equals the id stays.
 */
export function pseudonymised(value: unknown, name: NewName, field = ''): unknown {
  if (typeof value === 'string') {
    if (value === name.userId) return isPersonField(field) ? name.pseudonym : value;
    return pseudonymisedText(value, name);
  }
  if (Array.isArray(value)) return value.map((item) => pseudonymised(item, name, field));
  if (!isPlain(value)) return value;
  const isUser = value['kind'] === 'user' || value['dimension'] === 'user';
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      field === 'users' && key === name.userId ? name.pseudonym : key,
      pseudonymised(item, name, isUser && (key === 'id' || key === 'key') ? 'user' : key),
    ]),
  );
}

/** The same for JSON as text; what is no JSON is taken as plain text. */
export function pseudonymisedJson(text: string, name: NewName): string {
  let content: unknown;
  try {
    content = parseExactJson(text);
  } catch {
    return pseudonymisedText(text, name);
  }
  const changed = pseudonymised(content, name);
  const canonical = canonicalJson(changed);
  return canonical === canonicalJson(content) ? text : canonical;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
