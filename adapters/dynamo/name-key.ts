import { PREFIX } from '../../contracts/table-layout.ts';
import type { NameOwner } from '../../core/names/name-record.ts';
import { escapeKey, type ItemKey, scopeKey } from './keys.ts';

/** What a name item calls its fields. */
export const NAME_ATTRIBUTES = {
  name: 'nm',
  email: 'ml',
  createdBy: 'cb',
  group: 'gr',
  deletedAt: 'dl',
} as const;

/** Every user who has a name, an item each, so that a search reads the names and nothing else. */
export const USER_NAMES_PARTITION = `${PREFIX.name}users`;

/** The place of a user in it. */
export function userNameKey({ id }: Pick<NameOwner, 'id'>): ItemKey {
  return { pk: USER_NAMES_PARTITION, sk: escapeKey(id) };
}

/** Where the names of a user, resource or group are kept. */
export function nameKey(owner: NameOwner): ItemKey {
  return { pk: `${PREFIX.name}${scopeKey(owner)}`, sk: '-' };
}
