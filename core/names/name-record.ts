import type { Scope } from '../scopes/scope.ts';
import type { ProfileKind, TypedKind } from '../../contracts/scopes.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Reference } from '../usage/entry.ts';

/** Whom or what a name belongs to. */
export type NameOwner = Scope<ProfileKind>;

/** A resource or group. */
export type NamedThing = Scope<ProfileKind & TypedKind>;

/** What a user created, as far as it was asked for. */
export interface Created {
  readonly things: readonly NamedThing[];
  /** False when there is more. */
  readonly complete: boolean;
}

/** What is known of a user, resource or group beside its costs; it never changes a total. */
export interface NameRecord {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly group?: Reference | undefined;
  readonly deletedAt?: Instant | undefined;
}

/** Fields to set; null removes one, undefined leaves it. */
export interface NameChange {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
  readonly group?: Reference | null | undefined;
  readonly deletedAt?: Instant | null | undefined;
}

/** Keeps names beside the ledger. Methods reject on outages. */
export interface NameStore {
  /** Records by ownerKey; owners without one are left out. */
  read(owners: readonly NameOwner[]): Promise<ReadonlyMap<string, NameRecord>>;
  /** Names by user id, of every user who was given one since such a list is kept. */
  userNames(): Promise<ReadonlyMap<string, string>>;
  /** Changes some fields; answers the whole record. */
  change(owner: NameOwner, change: NameChange): Promise<NameRecord>;
  /** Resources and groups whose profile names the user as creator, at most `limit`. */
  created(userId: string, limit: number): Promise<Created>;
  /** Takes the user away as creator of everything; what it created keeps its costs and other names. */
  forgetCreator(userId: string): Promise<void>;
  /** Removes the record for good: a person is forgotten. */
  erase(owner: NameOwner): Promise<void>;
}

/** A text that names an owner and nothing else. */
export function ownerKey(owner: NameOwner): string {
  return JSON.stringify(
    owner.type === undefined ? [owner.kind, owner.id] : [owner.kind, owner.type, owner.id],
  );
}
