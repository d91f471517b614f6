import type { SERVICES, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { decimalText } from './decimal-text.ts';
import type { Reference, UsageContext } from './usage-context.ts';

/** A service of the ledger's vocabulary. */
export type Service = (typeof SERVICES)[number];

/** A usage part of the vocabulary; other lower-case names are accepted and stay unpriced. */
export type UsagePart = (typeof USAGE_UNITS)[number];

/** Disjoint quantities: whole numbers, fractions, or decimal text where a double is not enough. */
export type UsageQuantities = { [part in UsagePart]?: number | string | bigint } & {
  [part: string]: number | string | bigint | undefined;
};

/** What an application says about one call; attribution that is absent comes from the context. */
export interface UsageDraft extends UsageContext {
  /** Made by the client if absent. A sender that repeats an event by itself repeats the id. */
  id?: string | undefined;
  /** When the cost arose; now if absent. */
  occurredAt?: string | Date | undefined;
  provider: string;
  service?: Service | undefined;
  /** A model or a SKU. */
  model: string;
  region?: string | undefined;
  attributes?: Record<string, string> | undefined;
  usage: UsageQuantities;
  /** What the provider says it cost; evidence, the ledger computes its own figure. */
  reportedCostUsd?: string | number | undefined;
  /** `success` if absent; `failed` events never settle a hold. */
  outcome?: 'success' | 'failed' | 'aborted' | (string & {}) | undefined;
  attempt?: number | undefined;
  metadata?: Record<string, unknown> | undefined;
}

/** One event of the usage message, complete: id and time are made once and kept through every retry. */
export interface OutgoingEvent {
  id: string;
  occurredAt: string;
  provider: string;
  service: Service | undefined;
  model: string;
  region: string | undefined;
  attributes: Record<string, string> | undefined;
  usage: Record<string, number | string>;
  reportedCostUsd: string | undefined;
  operation: string | undefined;
  userId: string | undefined;
  resource: Reference | undefined;
  group: Reference | undefined;
  tags: Record<string, string> | undefined;
  outcome: string | undefined;
  attempt: number | undefined;
  holdId: string | undefined;
  metadata: Record<string, unknown> | undefined;
}

function pick<T>(own: T | null | undefined, inherited: T | null | undefined): T | undefined {
  return (own === undefined ? inherited : own) ?? undefined;
}

function joinTags(
  own: Record<string, string> | undefined,
  inherited: Record<string, string> | undefined,
): Record<string, string> | undefined {
  return own && inherited ? { ...inherited, ...own } : (own ?? inherited);
}

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

/** Fills a draft from the context. */
export function completeEvent(
  draft: UsageDraft,
  context: UsageContext,
  id: string,
  occurredAt: string,
): OutgoingEvent {
  const at = draft.occurredAt;
  const reported = draft.reportedCostUsd;
  return {
    id: draft.id ?? id,
    occurredAt: at === undefined ? occurredAt : typeof at === 'string' ? at : at.toISOString(),
    provider: draft.provider,
    service: draft.service,
    model: draft.model,
    region: draft.region,
    attributes: draft.attributes,
    usage: wireUsage(draft.usage),
    reportedCostUsd: typeof reported === 'number' ? decimalText(reported) : reported,
    operation: draft.operation ?? context.operation,
    userId: pick(draft.userId, context.userId),
    resource: pick(draft.resource, context.resource),
    group: pick(draft.group, context.group),
    tags: joinTags(draft.tags, context.tags),
    outcome: draft.outcome,
    attempt: draft.attempt,
    holdId: pick(draft.holdId, settledHold(draft, context)),
    metadata: draft.metadata,
  };
}

/** The ledger's limit for one event's metadata. */
const METADATA_BYTES = 8 * 1024;

/**
 * The event as JSON. Metadata over the ledger's limit is left out and said so: the cost must not be refused
 * because of its remarks.
 */
export function eventJson(event: OutgoingEvent): string {
  const json = JSON.stringify(event);
  if (json.length <= METADATA_BYTES || event.metadata === undefined) return json;
  const bytes = Buffer.byteLength(JSON.stringify(event.metadata));
  if (bytes <= METADATA_BYTES) return json;
  return JSON.stringify({
    ...event,
    metadata: { omitted: `${bytes} bytes, the limit is ${METADATA_BYTES}` },
  });
}
