import { USAGE_ALIASES, USAGE_SUMS } from '../../contracts/usage-aliases.ts';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { minus, picoUnits, plus, type Quantity } from '../money/decimal.ts';
import { lookUp } from '../../contracts/look-up.ts';

type Parts = Readonly<Record<string, Quantity>>;

const KNOWN: ReadonlySet<string> = new Set([...USAGE_UNITS, ...DESCRIPTIVE_UNITS]);

/**
 * Usage with the names of providers replaced by parts, which are disjoint: a count that is inside another is taken out
 * of it. Where an alias and its part are both there, or a count is larger than what it is inside of, nothing is
 * certain, and the usage stays as it was sent.
 */
export function partsOfUsage(usage: Parts): Parts {
  const names = Object.keys(usage);
  if (!names.some((name) => lookUp(USAGE_ALIASES, name) ?? lookUp(USAGE_SUMS, name))) return usage;
  const rest = new Map(Object.entries(usage));
  const parts = new Map<string, Quantity>();
  for (const name of names.filter((one) => isSummed(one, usage))) rest.delete(name);
  for (const name of names) {
    const alias = lookUp(USAGE_ALIASES, name);
    const quantity = usage[name];
    if (!alias || quantity === undefined) continue;
    const { part, inside } = alias;
    // Without the sum that it is a part of, nobody can tell whether another count has it already.
    if (inside !== undefined && usage[inside] === undefined) continue;
    if (part !== null && usage[part] !== undefined) return usage;
    rest.delete(name);
    if (part === null) continue;
    parts.set(part, plus(parts.get(part) ?? ZERO, quantity));
    const sum = inside === undefined ? undefined : lookUp(USAGE_ALIASES, inside)?.part;
    if (sum) parts.set(sum, minus(parts.get(sum) ?? ZERO, quantity));
  }
  if ([...parts.values()].some((quantity) => quantity < 0n)) return usage;
  return Object.fromEntries([...rest, ...parts]);
}

const ZERO = picoUnits(0n);

function isSummed(name: string, usage: Parts): boolean {
  return (lookUp(USAGE_SUMS, name) ?? []).some((part) => usage[part] !== undefined);
}

/** One thing that a sender should know although the event was taken. */
export interface UsageWarning {
  readonly field: string;
  readonly message: string;
  /** The part that was probably meant. */
  readonly suggestion: string | null;
}

/** Names of an event's usage that are no known usage part: they are stored, and nothing is priced by them. */
export function usageWarnings(usage: Parts): UsageWarning[] {
  return Object.keys(partsOfUsage(usage))
    .filter((name) => !KNOWN.has(name))
    .map((name) => ({
      field: `usage.${name}`,
      message:
        'is no usage part that the ledger knows: it is kept, and has a price only where you give it one',
      suggestion: lookUp(USAGE_ALIASES, name)?.part ?? likeliest(name),
    }));
}

/** The part that shares the most words with a name; null where it shares none but common ones. */
function likeliest(name: string): string | null {
  const words = wordsOf(name);
  const scored = USAGE_UNITS.map((unit) => {
    const own = wordsOf(unit);
    const shared = own.filter((word) => words.includes(word)).length;
    return { unit, score: shared / new Set([...own, ...words]).size };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score >= 1 / 2 ? best.unit : null;
}

/** Words of a name, in the singular. */
function wordsOf(name: string): string[] {
  return name.split('_').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}
