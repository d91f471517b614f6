import { STANDARD_VALUES } from '../contracts/usage-vocabulary.ts';

/** Usage in disjoint parts, ready for a usage message: quantities by part, and the attributes that set the price. */
interface AdaptedUsage {
  readonly kind: 'usage';
  /** Whole numbers, or decimal strings for seconds. Parts that are zero are left out. */
  readonly usage: Readonly<Record<string, number | string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Usage that contradicts itself: kept as it came, never guessed at. */
interface UsageRejection {
  readonly kind: 'rejected';
  readonly problems: readonly string[];
  readonly raw: unknown;
}

export type UsageReading = AdaptedUsage | UsageRejection;

export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values of an attribute that need not be sent: they say nothing, or what its absence says. */
const STANDARD = new Set(['', 'unspecified', ...Object.values(STANDARD_VALUES).flat()]);

/**
 * Reads one provider's usage object and notes every contradiction: a count that is missing, negative or
 * no whole number, parts that are more than their whole, totals that do not add up.
 */
export class Reader {
  readonly #raw: unknown;
  readonly #problems: string[] = [];
  readonly #usage: Record<string, number | string> = {};
  readonly #attributes: Record<string, string> = {};

  constructor(raw: unknown) {
    this.#raw = raw;
    if (!isFields(raw)) this.problem('usage must be an object');
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  /** A count below `path` (dots); 0 where it is absent and not required. */
  count(path: string, required = false): number {
    const value = this.value(path);
    if (value !== undefined && value !== null) return this.countOf(value, path);
    if (required) this.problem(`${path} is missing`);
    return 0;
  }

  /** A value as a count; `name` is for the problem. */
  countOf(value: unknown, name: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.problem(`${name} must be a whole number of 0 or more, not ${JSON.stringify(value)}`);
    return 0;
  }

  /** Whatever is at the path. */
  value(path: string): unknown {
    let value: unknown = this.#raw;
    for (const name of path.split('.')) value = isFields(value) ? value[name] : undefined;
    return value;
  }

  has(path: string): boolean {
    const value = this.value(path);
    return value !== undefined && value !== null;
  }

  /** What is left of a whole when its parts are taken out; a problem when they are more than it. */
  rest(whole: number, parts: readonly number[], name: string): number {
    const left = whole - parts.reduce((sum, part) => sum + part, 0);
    if (left < 0)
      this.problem(`the parts of ${name} (${parts.join(' + ')}) are more than ${name} (${whole})`);
    return Math.max(left, 0);
  }

  /** The total that the provider gives must be what the parts add up to. */
  total(path: string, ...sums: readonly number[]): void {
    if (!this.has(path)) return;
    const total = this.count(path);
    if (!sums.includes(total))
      this.problem(`${path} is ${total}, but the parts add up to ${sums.join(' or ')}`);
  }

  /** Adds to a part. */
  part(unit: string, quantity: number): void {
    if (quantity === 0) return;
    const before = this.#usage[unit];
    this.#usage[unit] = quantity + (typeof before === 'number' ? before : 0);
  }

  /** Sets a part that may have decimals, such as seconds. */
  decimalPart(unit: string, path: string): void {
    const value = this.value(path);
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return this.problem(`${path} must be a decimal of 0 or more, not ${JSON.stringify(value)}`);
    const fraction = (match[2] ?? '').slice(0, 12).replace(/0+$/, '');
    const exact = fraction === '' ? (match[1] ?? '0') : `${match[1]}.${fraction}`;
    if (exact !== '0') this.#usage[unit] = exact;
  }

  /** Sets an attribute unless its value is the standard one. */
  attribute(name: string, value: unknown): void {
    if (typeof value !== 'string') return;
    const text = value.toLowerCase();
    if (!STANDARD.has(text)) this.#attributes[name] = text;
  }

  result(): UsageReading {
    return this.#problems.length > 0
      ? { kind: 'rejected', problems: this.#problems, raw: this.#raw }
      : { kind: 'usage', usage: this.#usage, attributes: this.#attributes };
  }
}
