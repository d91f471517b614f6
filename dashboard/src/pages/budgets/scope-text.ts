import { SYSTEM_NAME } from '../../../../contracts/system-user.ts';

interface ShownScope {
  readonly kind: string;
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** A scope in words: `user user-42`, `Ada (user user-42)`, `every user`, `the organisation`. */
export function scopeText({ kind, type, id, name }: ShownScope): string {
  if (kind === 'organisation') return 'the organisation';
  // Work without a user belongs to the user that has no name.
  if (kind === 'user' && id === SYSTEM_NAME) return 'work of the system';
  const what = type ?? kind;
  if (id === '*') return `every ${what}`;
  const plain = `${what} ${id ?? ''}`.trim();
  return name === undefined ? plain : `${name} (${plain})`;
}
