import { PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import type { Scope } from '../../core/spend/scope.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { unescapeKey } from './keys.ts';

function reference(type: string | undefined, id: string | undefined): Reference {
  return { type: unescapeKey(type ?? ''), id: unescapeKey(id ?? '') };
}

/** The scope of a stored total of one day; undefined for an item that is not one. */
export function dayScopeOf(item: Item): Scope | undefined {
  const [prefix, ...pk] = textOf(item['pk']).split('#');
  const sk = textOf(item['sk']);
  const parts = sk.split('#');
  switch (prefix ?? '') {
    case 'O':
      return organisationScope(Number(pk[1]), sk, parts);
    case 'T':
      return { kind: 'tag', day: pk[0] ?? '', tag: unescapeKey(pk[1] ?? ''), value: sk };
    case 'U':
      return { kind: 'user', day: pk[0] ?? '', lane: Number(pk[1]), userId: sk };
    case 'R': {
      if (parts[0] !== 'D') return undefined;
      const group = parts.length > 2 ? reference(parts[2], parts[3]) : undefined;
      return { kind: 'resource', day: parts[1] ?? '', resource: reference(pk[0], pk[1]), group };
    }
    case 'G':
      return parts[0] === 'D'
        ? { kind: 'group', day: parts[1] ?? '', group: reference(pk[0], pk[1]) }
        : undefined;
    default:
      return undefined;
  }
}

/** The scope of a stored total of late entries; undefined for an item that is not one. */
export function lateScopeOf(item: Item): Scope | undefined {
  const month = textOf(item['pk']).slice(PREFIX.late.length);
  const [kind = '', first, second] = textOf(item['sk']).split('#');
  switch (kind) {
    case 'organisation':
      return { kind: 'late', month, of: { kind } };
    case 'user':
      return { kind: 'late', month, of: { kind, userId: unescapeKey(first ?? '') } };
    case 'resource':
      return { kind: 'late', month, of: { kind, resource: reference(first, second) } };
    case 'group':
      return { kind: 'late', month, of: { kind, group: reference(first, second) } };
    default:
      return undefined;
  }
}

function organisationScope(lane: number, sk: string, parts: string[]): Scope {
  if (sk.startsWith(SORT_PREFIX.operation)) {
    return { kind: 'operation', day: parts[1] ?? '', lane, name: unescapeKey(parts[2] ?? '') };
  }
  const [day = '', provider = '', service = '', model = ''] = parts.map(unescapeKey);
  return { kind: 'organisation', day, lane, provider, service, model };
}
