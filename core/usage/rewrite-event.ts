import { JsonNumber } from '../../contracts/json-number.ts';
import { meantService } from '../pricing/meant-service.ts';
import { isFields } from '../pricing/read-fields.ts';
import { isService } from '../pricing/services.ts';
import { contentHash } from './exact-json.ts';
import { MESSAGE_FIELDS } from './field-hints.ts';
import { partNamed, partOfUnit, type Place, placeOf, tokenPartNamed } from './foreign-names.ts';

/** A usage message made of a row of another table: plain JSON, amounts and quantities as decimal text. */
export type RewrittenEvent = Readonly<Record<string, unknown>>;

/**
 * The usage message that a row of another table means, for its sender to look at: nothing is ever recorded by it.
 * Every value of the row is in it. Undefined for what is no object. It may still lack what no field of the row says.
 */
export function rewriteEvent(received: unknown): RewrittenEvent | undefined {
  if (!isFields(received)) return undefined;
  const draft = new Draft();
  const { metadata, ...row } = received;
  for (const [name, value] of Object.entries(row)) draft.put(name, plainValue(value));
  if (isFields(metadata)) {
    for (const [name, value] of Object.entries(metadata)) draft.putDetail(name, plainValue(value));
  }
  return draft.finished();
}

/** JSON with decimals as the text they were written as. */
function plainValue(value: unknown): unknown {
  if (value instanceof JsonNumber) {
    return /^\d+(\.\d+)?$/.test(value.source) ? value.source : Number(value.source);
  }
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainValue(item)]));
}

/** Fields that details of a row may say where the row itself does not. */
const DETAILS: ReadonlySet<string> = new Set(['provider', 'model', 'region', 'userId']);

class Draft {
  readonly #fields = new Map<string, unknown>();
  readonly #usage = new Map<string, unknown>();
  readonly #tags = new Map<string, unknown>();
  readonly #metadata = new Map<string, unknown>();
  readonly #types = new Map<string, unknown>();
  readonly #ids = new Map<string, { readonly type: string | undefined; readonly id: unknown }>();
  #quantity: unknown;
  #unit: unknown;

  put(name: string, value: unknown): void {
    if (value === null || value === undefined) return;
    if (name === 'usage' && isFields(value)) {
      for (const [part, quantity] of Object.entries(value))
        this.#usage.set(partNamed(part) ?? part, quantity);
    } else if (MESSAGE_FIELDS.has(name)) {
      this.#fields.set(name, value);
    } else if (placeOf(name)?.kind === 'counts' && isFields(value)) {
      this.#putCounts(name, value);
    } else if (!this.#placed(placeOf(name), value)) {
      this.#metadata.set(name, value);
    }
  }

  /** A value of the row's metadata: it stays there unless it is usage, or what every message must say. */
  putDetail(name: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const place = placeOf(name);
    const field = place?.kind === 'field' ? place.field : name;
    if (DETAILS.has(field) && !this.#fields.has(field) && typeof value === 'string') {
      this.#fields.set(field, value);
    } else if (place?.kind !== 'usage' || !this.#placed(place, value)) {
      this.#metadata.set(name, value);
    }
  }

  /** False where the place is taken, or there is none. */
  #placed(place: Place | undefined, value: unknown): boolean {
    switch (place?.kind) {
      case 'field':
        return setOnce(this.#fields, place.field, value);
      case 'usage':
        return setOnce(this.#usage, place.part, value);
      case 'reference':
        return setOnce(this.#ids, place.field, { type: place.type, id: value });
      case 'reference-type':
        return setOnce(this.#types, place.field, value);
      case 'tag':
        return setOnce(this.#tags, place.tag, value);
      case 'quantity':
        if (this.#quantity !== undefined) return false;
        this.#quantity = value;
        return true;
      case 'unit':
        if (this.#unit !== undefined) return false;
        this.#unit = value;
        return true;
      case 'counts':
      case 'unit-price':
      case undefined:
        return false;
    }
  }

  /** Counts that are parts go where parts go; a sum of them, and what is none, stays under the row's own name. */
  #putCounts(name: string, counts: Readonly<Record<string, unknown>>): void {
    const rest = Object.entries(counts).filter(([count, quantity]) => {
      const part = tokenPartNamed(count);
      return part === undefined || !setOnce(this.#usage, part, quantity);
    });
    if (rest.length > 0) this.#metadata.set(name, Object.fromEntries(rest));
  }

  finished(): RewrittenEvent {
    this.#finishReferences();
    this.#finishService();
    this.#finishUsage();
    const parts = { usage: this.#usage, tags: this.#tags, metadata: this.#metadata };
    for (const [name, values] of Object.entries(parts)) {
      const known = this.#fields.get(name);
      if (values.size > 0) {
        this.#fields.set(name, { ...(isFields(known) ? known : {}), ...Object.fromEntries(values) });
      }
    }
    const event = Object.fromEntries(this.#fields);
    // A row with a time and no id of its own is the same row when it is sent again.
    const isNamed = event['occurredAt'] !== undefined && event['id'] === undefined;
    return isNamed ? { id: `row-${contentHash(event).toString('hex').slice(0, 32)}`, ...event } : event;
  }

  #finishReferences(): void {
    for (const [field, { type, id }] of this.#ids) {
      const said = type ?? this.#types.get(field);
      // Beside `job_id` a `resource_type` of `image` says what was used.
      if (said === this.#types.get(field) || this.#isPart(field)) this.#types.delete(field);
      const text = typeof id === 'number' ? String(id) : id;
      if (said !== undefined && typeof text === 'string') this.#fields.set(field, { type: said, id: text });
      else this.#metadata.set(`${field}Id`, id);
    }
    for (const [field, type] of this.#types) this.#metadata.set(`${field}Type`, type);
  }

  /** Takes a type that names a usage part as the unit of a quantity that has none. */
  #isPart(field: string): boolean {
    const type = this.#types.get(field);
    if (typeof type !== 'string' || this.#unit !== undefined || this.#quantity === undefined) return false;
    if ((partNamed(type) ?? partNamed(`${type}s`)) === undefined) return false;
    this.#unit = type;
    return true;
  }

  #finishService(): void {
    const service = this.#fields.get('service');
    if (typeof service !== 'string') return;
    const operation = this.#fields.get('operation');
    const meant = meantService(service, typeof operation === 'string' ? operation : undefined);
    if (meant.provider !== undefined) setOnce(this.#fields, 'provider', meant.provider);
    if (meant.model !== undefined) setOnce(this.#fields, 'model', meant.model);
    if (isService(service)) return;
    this.#fields.delete('service');
    if (meant.service !== undefined) this.#fields.set('service', meant.service);
    else if (meant.provider === undefined) this.#metadata.set('service', service);
  }

  #finishUsage(): void {
    const part = typeof this.#unit === 'string' ? partOfUnit(this.#unit) : undefined;
    if (part !== undefined && this.#quantity !== undefined && !this.#usage.has(part)) {
      this.#usage.set(part, this.#quantity);
      return;
    }
    if (this.#quantity !== undefined) this.#metadata.set('quantity', this.#quantity);
    if (this.#unit !== undefined) this.#metadata.set('unit', this.#unit);
  }
}

function setOnce<Value>(map: Map<string, Value>, name: string, value: Value): boolean {
  if (map.has(name)) return false;
  map.set(name, value);
  return true;
}
