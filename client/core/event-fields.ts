import type {
  ContextField,
  EntryFieldRows,
  KindOf,
  SentField,
  ShownName,
} from '../../contracts/entry-field-names.ts';

/** What the work was done for (an episode, a session, a job), or what that belongs to. */
export interface Reference {
  type: string;
  id: string;
}

/** A value of each kind as the usage message has it. */
export interface WireValues {
  text: string;
  time: string;
  count: number;
  amount: string;
  quantities: Record<string, number | string>;
  reference: Reference;
  texts: Record<string, string>;
  names: readonly string[];
  json: Record<string, unknown>;
}

type Facts<Name extends SentField> = EntryFieldRows[Name]['context'] extends string
  ? readonly [kind: KindOf<Name>, context: EntryFieldRows[Name]['context']]
  : readonly [kind: KindOf<Name>];

/**
 * What the client needs to know of each field of the usage message, in its order. It repeats the declaration
 * (contracts/entry-fields.ts), to which the compiler holds it, so that the rest of that stays out of the package.
 */
const FACTS: { readonly [Name in SentField as ShownName<Name>]: Facts<Name> } = {
  id: ['text'],
  occurredAt: ['time'],
  provider: ['text'],
  service: ['text'],
  model: ['text'],
  region: ['text'],
  attributes: ['texts'],
  usage: ['quantities'],
  reportedCostUsd: ['amount'],
  operation: ['text', 'replace'],
  userId: ['text', 'clear'],
  resource: ['reference', 'clear'],
  group: ['reference', 'clear'],
  tags: ['texts', 'join'],
  outcome: ['text'],
  problems: ['names'],
  attempt: ['count'],
  via: ['text'],
  holdId: ['text', 'clear'],
  correlationId: ['text', 'clear'],
  metadata: ['json'],
};

/** How an inner value of the context meets the outer one. */
type ContextRule = EntryFieldRows[ContextField]['context'];

interface EventField {
  readonly name: ShownName<SentField>;
  readonly kind: KindOf<SentField>;
  readonly context: ContextRule | undefined;
}

export const EVENT_FIELDS: readonly EventField[] = Object.entries(FACTS).map(([name, [kind, context]]) => ({
  name: name as EventField['name'],
  kind,
  context,
}));

interface CarriedField {
  readonly name: ShownName<ContextField>;
  readonly kind: KindOf<ContextField>;
  readonly context: ContextRule;
}

/** The fields that the context carries. */
export const CONTEXT_FIELDS = EVENT_FIELDS.filter(({ context }) => context) as readonly CarriedField[];

/** What a context says of the calls below it, and no event has. */
export const CALL_FIELDS = ['holdFor', 'parentHoldId'];

const namesOf = (fields: readonly { readonly name: string }[]): ReadonlySet<string> =>
  new Set([...CALL_FIELDS, ...fields.map(({ name }) => name)]);

/** What a draft and a context may name; everything else would be left out. */
export const FIELD_NAMES = { event: namesOf(EVENT_FIELDS), context: namesOf(CONTEXT_FIELDS) };

const LAID_OVER: { readonly [Rule in ContextRule]: (own: unknown, outer: unknown) => unknown } = {
  clear: (own, outer) => (own === undefined ? outer : own),
  replace: (own, outer) => own ?? outer,
  join: (own, outer) => (own && outer ? { ...outer, ...own } : (own ?? outer)),
};

/** A value of a field over one that comes from farther out. */
export function layOver(rule: ContextRule, own: unknown, outer: unknown): unknown {
  return LAID_OVER[rule](own, outer);
}
