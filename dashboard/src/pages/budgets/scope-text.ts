import { SYSTEM_NAME } from '../../../../contracts/user-names.ts';
/** A scope in words: `user user-42`, `every user`, `the organisation`. */
export function scopeText(scope: {
  readonly kind: string;
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}): string {
  const { kind, type, id } = scope;
  if (kind === 'organisation') return 'the organisation';
  // Work without a user belongs to the user that has no name.
  if (kind === 'user' && id === SYSTEM_NAME) return 'work of the system';
  const what = type ?? kind;
  return id === '*' ? `every ${what}` : `${what} ${id ?? ''}`.trim();
}
