import { PREFIX } from '../../contracts/table-layout.ts';
import type { NameOwner } from '../../core/names/name-record.ts';
import { type ItemKey, scopeKey } from './keys.ts';

/** What a name item calls its fields. */
export const NAME_ATTRIBUTES = {
  name: 'nm',
  email: 'ml',
  createdBy: 'cb',
  group: 'gr',
  deletedAt: 'dl',
} as const;

/** Where the names of a user, resource or group are kept. */
export function nameKey(owner: NameOwner): ItemKey {
  return { pk: `${PREFIX.name}${scopeKey(owner)}`, sk: '-' };
}
