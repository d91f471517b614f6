import { cutText } from '../../contracts/cut-text.ts';
import type { AttributionField } from '../../contracts/entry-field-names.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import type { Fields } from '../../providers/fields.ts';
import { firstText, referenceOf, textAt } from './intake-event.ts';

/** Metadata of a request that says whom it is for; what else it says are tags. */
const ATTRIBUTION = {
  userId: ['userId', 'user_id', '_user', 'user'],
  resourceType: ['resourceType', 'resource_type'],
  resourceId: ['resourceId', 'resource_id'],
  groupType: ['groupType', 'group_type'],
  groupId: ['groupId', 'group_id'],
  session: ['sessionId', 'session_id'],
  operation: ['operation'],
} as const;
const ATTRIBUTES: ReadonlySet<string> = new Set(Object.values(ATTRIBUTION).flat());

function saidOf(metadata: Fields, name: keyof typeof ATTRIBUTION): string | undefined {
  return firstText(...ATTRIBUTION[name].map((key) => textAt(metadata, key)));
}

/** Whom a call was for, by what its sender wrote beside it; `tags` come before those of the metadata. */
export function saidMetadata(metadata: Fields, tags: Readonly<Record<string, string>> = {}) {
  const others = Object.keys(metadata).flatMap((name) => {
    const value = ATTRIBUTES.has(name) ? undefined : textAt(metadata, name);
    return value === undefined
      ? []
      : [[cutText(name, LIMITS.tagNameCharacters), cutText(value, LIMITS.tagValueCharacters)] as const];
  });
  const all = Object.fromEntries([...Object.entries(tags), ...others].slice(0, LIMITS.tags));
  return {
    userId: saidOf(metadata, 'userId'),
    operation: saidOf(metadata, 'operation'),
    resource:
      referenceOf(saidOf(metadata, 'resourceType'), saidOf(metadata, 'resourceId')) ??
      referenceOf('session', saidOf(metadata, 'session')),
    group: referenceOf(saidOf(metadata, 'groupType'), saidOf(metadata, 'groupId')),
    tags: Object.keys(all).length > 0 ? all : undefined,
  } satisfies Record<AttributionField, unknown>;
}
