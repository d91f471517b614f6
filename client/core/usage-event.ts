import type {
  ContextField,
  EntryFieldRows,
  KindOf,
  SentField,
  ShownName,
} from '../../contracts/entry-field-names.ts';
import type { SERVICES, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { byteLength } from './byte-length.ts';
import { decimalText } from './decimal-text.ts';
import { fittingId } from './event-id.ts';
import { EVENT_FIELDS, layOver, type WireValues } from './event-fields.ts';
import type { UsageContext } from './usage-context.ts';

/** A service of the ledger's vocabulary. */
export type Service = (typeof SERVICES)[number];

/** A usage part of the vocabulary; other lower-case names are accepted and stay unpriced. */
export type UsagePart = (typeof USAGE_UNITS)[number];

/** Disjoint quantities: whole numbers, fractions, or decimal text where a double is not enough. */
export type UsageQuantities = { [part in UsagePart]?: number | string | bigint } & {
  [part: string]: number | string | bigint | undefined;
};

/** A value of each kind as an application says it. */
interface DraftValues extends Omit<WireValues, 'time' | 'amount' | 'quantities'> {
  time: string | Date;
  amount: string | number;
  quantities: UsageQuantities;
}

/** What the client fills in where a draft leaves it out. */
type FilledField = 'id' | 'occurredAt';

type OwnField = Exclude<SentField, ContextField>;
type NeededField = {
  [Name in OwnField]: EntryFieldRows[Name]['required'] extends true ? Name : never;
}[OwnField];

type NeededFields = {
  [Name in Exclude<NeededField, FilledField> as ShownName<Name>]: DraftValues[KindOf<Name>];
};
type OptionalFields = {
  [Name in Exclude<OwnField, NeededField> | FilledField as ShownName<Name>]?:
    | DraftValues[KindOf<Name>]
    | undefined;
};

/** What an application says about one call; attribution that is absent comes from the context. */
export interface UsageDraft extends UsageContext, NeededFields, OptionalFields {
  /**
   * Made by the client if absent. A sender that repeats an event by itself repeats the id. One of more than 128
   * characters becomes its SHA-256.
   */
  id?: string | undefined;
  /** When the cost arose; now if absent. */
  occurredAt?: string | Date | undefined;
  service?: Service | undefined;
  /** A model or a SKU. */
  model: string;
  /** What the provider says it cost; evidence, the ledger computes its own figure. */
  reportedCostUsd?: string | number | undefined;
  /** `success` if absent; `failed` events never settle a hold. */
  outcome?: 'success' | 'failed' | 'aborted' | (string & {}) | undefined;
}

/** One event of the usage message, complete: id and time are made once and kept through every retry. */
export type OutgoingEvent = {
  [Name in SentField as ShownName<Name>]:
    | WireValues[KindOf<Name>]
    | (EntryFieldRows[Name]['required'] extends true ? never : undefined);
};

/** Quantities as the message wants them: whole JSON numbers, everything else as decimal text. */
export function wireUsage(usage: UsageQuantities): Record<string, number | string> {
  const wire: Record<string, number | string> = {};
  for (const part in usage) {
    const quantity = usage[part];
    if (quantity === undefined || quantity === null) continue;
    if (typeof quantity === 'number') {
      wire[part] = Number.isSafeInteger(quantity) ? quantity : decimalText(quantity);
    } else {
      wire[part] = typeof quantity === 'string' ? quantity : quantity.toString();
    }
  }
  return wire;
}

/**
 * The context's hold, if this event settles it. An attempt that failed costs nothing, and the cost of another
 * provider is not what was asked for: neither may give the money back that the billed attempt needs.
 */
function settledHold(draft: UsageDraft, context: UsageContext): string | undefined {
  if (draft.outcome === 'failed') return undefined;
  if (context.holdFor !== undefined && context.holdFor !== draft.provider) return undefined;
  return context.holdId ?? undefined;
}

/** The kinds that a draft has in another form than the message. */
type MadeKind = {
  [Kind in keyof WireValues]: DraftValues[Kind] extends WireValues[Kind] ? never : Kind;
}[keyof WireValues];

const MADE: { readonly [Kind in MadeKind]: (value: DraftValues[Kind]) => WireValues[Kind] } = {
  time: (at) => (typeof at === 'string' ? at : at.toISOString()),
  amount: (amount) => (typeof amount === 'number' ? decimalText(amount) : amount),
  quantities: wireUsage,
};

/** Fills a draft from the context. */
export function completeEvent(
  draft: UsageDraft,
  context: UsageContext,
  id: string,
  occurredAt: string,
): OutgoingEvent {
  const own = { ...draft, id: fittingId(draft.id ?? id), occurredAt: draft.occurredAt ?? occurredAt };
  const outer = { ...context, holdId: settledHold(draft, context) };
  const event: Record<string, unknown> = {};
  for (const { name, kind, context: rule } of EVENT_FIELDS) {
    const value = rule
      ? (layOver(rule, own[name], outer[name as keyof UsageContext]) ?? undefined)
      : own[name];
    event[name] = kind in MADE ? MADE[kind as MadeKind](value as never) : value;
  }
  return event as OutgoingEvent;
}

/** The ledger's limit for one event's metadata (`LIMITS.metadataBytes`); a test holds them equal. */
export const METADATA_BYTES = 8 * 1024;

/**
 * The event as JSON. Metadata over the ledger's limit is left out and said so: the cost must not be rejected
 * because of its remarks.
 */
export function eventJson(event: OutgoingEvent): string {
  const json = JSON.stringify(event);
  if (json.length <= METADATA_BYTES || event.metadata === undefined) return json;
  const bytes = byteLength(JSON.stringify(event.metadata));
  if (bytes <= METADATA_BYTES) return json;
  return JSON.stringify({
    ...event,
    metadata: { omitted: `${bytes} bytes, the limit is ${METADATA_BYTES}` },
  });
}
