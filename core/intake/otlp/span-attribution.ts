import { cutText } from '../../../contracts/cut-text.ts';
import type { AttributionField } from '../../../contracts/entry-field-names.ts';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { firstText, textAt } from '../intake-event.ts';
import type { OtlpSpan } from './otlp-span.ts';

/** Names of attributes that a sender configures, before the usual ones. */
export interface SpanAttribution {
  readonly user?: string | undefined;
  readonly resource?: { readonly type: string; readonly name: string } | undefined;
  readonly group?: { readonly type: string; readonly name: string } | undefined;
  /** Tags by the attributes that they come from. */
  readonly tags?: readonly string[] | undefined;
}

/** Whom a span was for: every field of an entry that says so. */
interface Attributed extends Record<AttributionField, unknown> {
  readonly userId: string | undefined;
  readonly resource: { readonly type: string; readonly id: string } | undefined;
  readonly group: { readonly type: string; readonly id: string } | undefined;
  readonly operation: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

const USER = [
  'costkeeper.user_id',
  'enduser.id',
  'user.id',
  'langfuse.user.id',
  'traceloop.association.properties.user_id',
  'ai.telemetry.metadata.userId',
];
const CONVERSATION = ['gen_ai.conversation.id', 'conversation.id'];
const SESSION = [
  'session.id',
  'langfuse.session.id',
  'traceloop.association.properties.session_id',
  'ai.telemetry.metadata.sessionId',
];
const TAG = 'costkeeper.tag.';

/**
 * Whom a span was for: what its attributes say, baggage among them, then what its process says. The conversation is
 * the resource and the session its group, unless `costkeeper.…` names others.
 */
export function readAttribution(span: OtlpSpan, configured: SpanAttribution): Attributed {
  const find = (names: readonly string[]) => findText([span.attributes, span.resource], names);
  const reference = (
    kind: 'resource' | 'group',
    said: SpanAttribution['resource'],
    usual: readonly (readonly [type: string, names: readonly string[]])[],
  ) => {
    const own = find([`costkeeper.${kind}.id`, `costkeeper.${kind}_id`]);
    if (own !== undefined) {
      return { type: find([`costkeeper.${kind}.type`, `costkeeper.${kind}_type`]) ?? kind, id: own };
    }
    const id = said && find([said.name]);
    if (said && id !== undefined) return { type: said.type, id };
    for (const [type, names] of usual) {
      const found = find(names);
      if (found !== undefined) return { type, id: found };
    }
    return undefined;
  };
  return {
    userId: find(configured.user === undefined ? USER : [configured.user, ...USER]),
    resource: reference('resource', configured.resource, [['conversation', CONVERSATION]]),
    group: reference('group', configured.group, [['session', SESSION]]),
    operation: find(['costkeeper.operation']),
    tags: tagsOf(span, configured.tags ?? []),
  };
}

/** The first text by one of the names, said plainly or as baggage. */
function findText(places: readonly OtlpSpan['attributes'][], names: readonly string[]): string | undefined {
  for (const place of places) {
    for (const name of names) {
      const text = textAt(place, name) ?? textAt(place, `baggage.${name}`);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

function tagsOf({ attributes, resource }: OtlpSpan, configured: readonly string[]): Record<string, string> {
  const all = { ...resource, ...attributes };
  const own = Object.keys(all)
    .filter((name) => name.startsWith(TAG))
    .map((name) => [name.slice(TAG.length), textAt(all, name)] as const);
  const named = configured.map(
    (name) => [name, firstText(textAt(all, name), textAt(all, `baggage.${name}`))] as const,
  );
  const tags = [...named, ...own].flatMap(([name, value]) =>
    value === undefined || name === ''
      ? []
      : [[cutText(name, LIMITS.tagNameCharacters), cutText(value, LIMITS.tagValueCharacters)] as const],
  );
  return Object.fromEntries(tags.slice(0, LIMITS.tags));
}
