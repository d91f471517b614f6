import { STANDARD_VALUES } from '../contracts/usage-vocabulary.ts';
import { fieldOf, isFields } from './fields.ts';

interface Parts {
  /** Whole numbers, or decimal strings for seconds. Parts that are zero are left out. */
  readonly usage: Readonly<Record<string, number | string>>;
  /** What sets the price beside the model. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Usage in disjoint parts, ready for a usage message. */
interface AdaptedUsage extends Parts {
  readonly kind: 'usage';
}

/** Usage that contradicts itself: the parts that are certain, what contradicts, and the usage as it came. */
interface UncertainUsage extends Parts {
  readonly kind: 'uncertain';
  readonly problems: readonly string[];
  readonly raw: unknown;
}

/** Usage of which nothing can be read. */
interface UsageRejection {
  readonly kind: 'rejected';
  readonly problems: readonly string[];
  readonly raw: unknown;
}

export type UsageReading = AdaptedUsage | UncertainUsage | UsageRejection;

/** Values of an attribute that need not be sent: they say nothing, or what its absence says. */
const STANDARD = new Set(['', 'unspecified', ...Object.values(STANDARD_VALUES).flat()]);

/**
 * Reads one provider's usage object and notes every contradiction: a count that is missing, negative or
 * no whole number, parts that are more than their whole, totals that do not add up.
 */
export class Reader {
  readonly #raw: unknown;
  readonly #root: unknown;
  readonly #problems: string[] = [];
  readonly #usage: Record<string, number | string> = {};
  readonly #attributes: Record<string, string> = {};

  /** @param root what paths start at, where the usage is only a part of it */
  constructor(raw: unknown, root: unknown = raw) {
    this.#raw = raw;
    this.#root = root;
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

  /** The first of several spellings of a count that is there; 0 and a problem where none is. */
  needed(...paths: readonly string[]): number {
    const path = paths.find((one) => this.has(one));
    return this.count(path ?? paths[0] ?? '', true);
  }

  /** The largest of several spellings of one count: SDKs repeat a count by another name, or leave it 0. */
  largest(...paths: readonly string[]): number {
    return Math.max(...paths.map((path) => this.count(path)));
  }

  /** A value as a count; `name` is for the problem. Digits as text, which some gateways send, are a count too. */
  countOf(value: unknown, name: string): number {
    const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
    this.problem(`${name} must be a whole number of 0 or more, not ${JSON.stringify(value)}`);
    return 0;
  }

  /** Whatever is at the path. */
  value(path: string): unknown {
    return path.split('.').reduce(fieldOf, this.#root);
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

  /** Adds to a part. */
  part(unit: string, quantity: number): void {
    if (quantity === 0) return;
    const before = this.#usage[unit];
    this.#usage[unit] = quantity + (typeof before === 'number' ? before : 0);
  }

  /** Adds what is found outside the usage, such as calls of tools. */
  parts(quantities: Readonly<Record<string, number>> = {}): void {
    for (const [unit, quantity] of Object.entries(quantities)) this.part(unit, quantity);
  }

  /** Sets a part that may have decimals, such as seconds; `times` as often as it is billed. */
  decimalPart(unit: string, path: string, times = 1): void {
    const value = this.value(path);
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return this.problem(`${path} must be a decimal of 0 or more, not ${JSON.stringify(value)}`);
    const decimals = (match[2] ?? '').slice(0, 12);
    const digits = String(BigInt(`${match[1]}${decimals}`) * BigInt(times)).padStart(
      decimals.length + 1,
      '0',
    );
    const point = digits.length - decimals.length;
    const exact = `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0*$/, '');
    if (exact !== '0') this.#usage[unit] = exact;
  }

  /** Sets an attribute unless its value is the standard one. */
  attribute(name: string, value: unknown): void {
    if (typeof value !== 'string') return;
    const text = value.toLowerCase();
    if (!STANDARD.has(text)) this.#attributes[name] = text;
  }

  /** What was read: certain, certain in part, or nothing at all. */
  result(): UsageReading {
    const parts = { usage: this.#usage, attributes: this.#attributes };
    if (this.#problems.length === 0) return { kind: 'usage', ...parts };
    const contradiction = { problems: this.#problems, raw: this.#raw };
    return Object.keys(this.#usage).length === 0
      ? { kind: 'rejected', ...contradiction }
      : { kind: 'uncertain', ...parts, ...contradiction };
  }
}
