import { SYSTEM_USER } from '../../contracts/user-names.ts';
import type { ScopeValue } from '../budgets/match-budgets.ts';

/** A scope value in words: `the organisation`, `user user-42`, `episode ep-7`. */
export function formatReference({ kind, type, id }: ScopeValue): string {
  switch (kind) {
    case 'organisation':
      return 'the organisation';
    case 'user':
      return id === SYSTEM_USER ? 'the system' : `user ${id}`;
    case 'tag':
      return `tag ${type ?? ''}=${id}`;
    case 'resource':
    case 'group':
      return `${type ?? kind} ${id}`;
    case 'provider':
    case 'service':
    case 'model':
      return `${kind} ${id}`;
  }
}
