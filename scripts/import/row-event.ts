import type { SentField, ShownName } from '../../contracts/entry-field-names.ts';
import { isLedgerDay } from '../../contracts/dates.ts';
import { partOfUnit } from '../../core/usage/foreign-names.ts';
import { meantService, type MeantService } from '../../core/pricing/meant-service.ts';
import { isService } from '../../core/pricing/services.ts';
import { cellOf, decimalCell, isRounded, type Row } from './cells.ts';
import type { ImportMap, ReferenceSource, Source } from './import-map.ts';

/** A usage message of a row; what it lacks is for the check of all messages to say. */
export type RowEvent = Readonly<Record<string, unknown>>;

/** Fields of a message that a table can tell; the others are of a call that its sender made. */
type RowField = Exclude<ShownName<SentField>, 'problems' | 'attempt' | 'via' | 'holdId' | 'correlationId'>;

export interface RowOptions {
  readonly map: ImportMap;
  /** Tells the rows of this table from those of others; part of every id. */
  readonly table: string;
  /** Owner of rows without one; absent: work of the system. */
  readonly defaultUser?: string | undefined;
}

/** A number of a row with more than twelve decimals, which a message has no room for. */
export interface RoundedNumber {
  readonly field: string;
  readonly written: string;
  readonly read: string;
}

/** Usage of a row that says only what it cost: a part that has no price. */
const AMOUNT_ALONE = { rows: 1 } as const;

/** The message of one row under the id that the row has in every delivery; `rounded` hears of numbers that lose decimals. */
export function rowEvent(
  row: Row,
  { map, defaultUser }: RowOptions,
  id: string,
  rounded: (number: RoundedNumber) => void = () => undefined,
): RowEvent {
  const read = (from: Source | undefined) => (from === undefined ? undefined : cellOf(row, from));
  const meant = meantBy(map, read);
  const number = (field: string, from: Source | undefined) => {
    const written = read(from);
    const decimal = decimalCell(written);
    if (written !== undefined && decimal !== undefined && isRounded(written)) {
      rounded({ field, written, read: decimal });
    }
    return decimal;
  };
  const reported = number('reportedCostUsd', map.reportedCostUsd);
  const cached = cachedCall(map, read);
  const usage = cached?.usage ?? usageOf(map, read, number);
  const [resource, ...otherResources] = referencesOf(map.resource, read);
  const [group, ...otherGroups] = referencesOf(map.group, read);
  return dropEmpty({
    id,
    occurredAt: timeOf(read(map.occurredAt)),
    provider: cached?.provider ?? meant.provider,
    service: cached?.service ?? meant.service,
    model: meant.model,
    region: read(map.region),
    operation: read(map.operation),
    userId: read(map.userId) ?? defaultUser,
    outcome: cached?.outcome ?? read(map.outcome),
    reportedCostUsd: reported,
    resource,
    group,
    attributes: named(map.attributes, read),
    // What the old table knows the amount of alone is a row that cost that much.
    usage: reported !== undefined && Object.keys(usage).length === 0 ? AMOUNT_ALONE : usage,
    tags: named(map.tags, read),
    metadata: withReferences(
      [...otherResources, ...otherGroups],
      [resource, group],
      named(map.metadata, read),
    ),
  } satisfies Record<RowField, unknown>);
}

/**
 * Provider, service and model of a row. A table that has no column for who bills says it in `service` (`gemini_text`,
 * `s3_put`), and of AWS no model: what the row did stands in its place.
 */
function meantBy(map: ImportMap, read: (from: Source | undefined) => string | undefined): MeantService {
  const [service, billed] = [read(map.service)?.toLowerCase(), read(map.provider)?.toLowerCase()];
  const [model, operation] = [read(map.model), read(map.operation)];
  const meant = service === undefined ? {} : meantService(service, operation);
  const own = billed === service ? (meant.provider ?? billed) : billed;
  const does = billed === service && model === operation ? (meant.model ?? model) : model;
  return {
    ...(own !== undefined && { provider: own }),
    ...(service !== undefined && isService(service)
      ? { service }
      : meant.service !== undefined && { service: meant.service }),
    ...(does !== undefined && { model: does }),
  };
}

/** What a row is whose answer came from a gateway's cache: a request that the gateway served, at what it says. */
function cachedCall({ gatewayCache }: ImportMap, read: (from: Source) => string | undefined) {
  if (gatewayCache === undefined || read(gatewayCache.hit)?.toLowerCase() !== 'true') return undefined;
  return { provider: gatewayCache.gateway, service: 'llm', outcome: 'cached', usage: { requests: '1' } };
}

/** ISO times with or without zone (UTC then), days, months, and seconds or milliseconds since 1970. */
function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{10}(\.\d+)?$/.test(text)) return new Date(Math.round(Number(text) * 1000)).toISOString();
  if (/^\d{13}$/.test(text)) return new Date(Number(text)).toISOString();
  const iso = text
    .replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3')
    .replace(' ', 'T')
    .replace(/\s+/, '')
    .replace(/UTC$/, 'Z')
    .replace(/(T.*[+-]\d{2})$/, '$1:00');
  const whole = /^\d{4}-\d{2}$/.test(iso) ? `${iso}-01` : iso;
  const complete = /^\d{4}-\d{2}-\d{2}$/.test(whole) ? `${whole}T00:00:00` : whole;
  // `Date.parse` takes 01/10/2026 as January and turns 30 February into March.
  if (!(isLedgerDay(complete.slice(0, 10)) && /T/i.test(complete[10] ?? ''))) return text;
  const at = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(complete) ? complete : `${complete}Z`);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

interface RowReference {
  readonly type: string;
  readonly id: string;
}

/** The references whose ids are filled; the first is the event's. */
function referencesOf(
  sources: ReferenceSource | readonly ReferenceSource[] | undefined,
  read: (from: Source) => string | undefined,
): RowReference[] {
  const all = sources === undefined ? [] : 'type' in sources ? [sources] : sources;
  return all.flatMap((one) => {
    const [type, id] = [read(one.type), read(one.id)];
    return type === undefined || id === undefined ? [] : [{ type, id }];
  });
}

/** An event has one resource and one group: what else a row belongs to is kept beside them, by its type. */
function withReferences(
  others: readonly RowReference[],
  kept: readonly (RowReference | undefined)[],
  metadata: Record<string, string> | undefined,
): Record<string, string> | undefined {
  const left = others.filter(({ type, id }) => !kept.some((one) => one?.type === type && one.id === id));
  if (left.length === 0) return metadata;
  return { ...Object.fromEntries(left.map(({ type, id }) => [type, id])), ...metadata };
}

function usageOf(
  map: ImportMap,
  read: (from: Source) => string | undefined,
  number: (field: string, from: Source) => string | undefined,
): object {
  const parts = Object.entries(map.usage ?? {}).flatMap(([unit, from]) => {
    const quantity = number(`usage.${unit}`, from);
    return quantity === undefined ? [] : [[unit, quantity] as const];
  });
  if (parts.length > 0 || map.quantity === undefined) return Object.fromEntries(parts);
  const written = read(map.quantity.unit) ?? 'units';
  const unit = partOfUnit(written) ?? unitOf(written);
  const amount = number(`usage.${unit}`, map.quantity.amount);
  return amount === undefined ? {} : { [unit]: amount };
}

/** A part of a table's own: names of parts are lower case letters, digits and `_`. */
function unitOf(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return (/^[a-z]/.test(plain) ? plain : `unit_${plain}`).slice(0, 64);
}

function named(
  sources: Readonly<Record<string, Source>> | undefined,
  read: (from: Source) => string | undefined,
): Record<string, string> | undefined {
  const found = Object.entries(sources ?? {}).flatMap(([name, from]) => {
    const text = read(from);
    return text === undefined ? [] : [[name, text] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function dropEmpty(event: Record<string, unknown>): RowEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
}
