import { isTypedKind, PROFILE_KINDS, type ProfileKind, type ThingKind } from '../contracts/scopes.ts';
import { UsageError } from './command.ts';

/** Whose cost two words of a command line name. */
export type Whose =
  | { readonly kind: Exclude<ProfileKind, ThingKind>; readonly id: string }
  | { readonly kind: ThingKind; readonly type: string; readonly id: string };

const NAMED = PROFILE_KINDS.map((kind) => `${kind} ${isTypedKind(kind) ? 'TYPE/ID' : 'ID'}`);

/** `user`, `resource` and their like, with what follows each: `user ID|resource TYPE/ID`. */
export function whoseSynopsis(between: string): string {
  return NAMED.join(between);
}

/** The kinds alone, as a list of a sentence: `user, resource or group`. */
export function whoseKinds(): string {
  return `${PROFILE_KINDS.slice(0, -1).join(', ')} or ${PROFILE_KINDS.at(-1)}`;
}

/** @throws UsageError where the kind is none that has costs of its own, or the id lacks its type */
export function whoseOf(kind: string | undefined, id: string): Whose {
  const known = PROFILE_KINDS.find((one) => one === kind);
  if (known === undefined) throw new UsageError(`say whose: ${whoseKinds()}, not "${kind ?? ''}"`);
  if (!isTypedKind(known)) return { kind: known, id };
  const slash = id.indexOf('/');
  if (slash < 1) throw new UsageError(`a ${known} is TYPE/ID, such as episode/42, not "${id}"`);
  return { kind: known, type: id.slice(0, slash), id: id.slice(slash + 1) };
}
