import { USAGE_ALIASES, USAGE_SUMS, type UsageAlias, WHOLE_ANSWERS } from '../../contracts/usage-aliases.ts';
import { DESCRIPTIVE_UNITS, USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { minus, picoUnits, plus, type Quantity } from '../money/decimal.ts';
import { lookUp } from '../../contracts/look-up.ts';
import { canonicalProvider } from './provider-names.ts';

type Parts = Readonly<Record<string, Quantity>>;

const KNOWN: ReadonlySet<string> = new Set([...USAGE_UNITS, ...DESCRIPTIVE_UNITS]);

/**
 * Usage with the names of providers replaced by parts, which are disjoint: a count that is inside another is taken out
 * of it, as the provider counts. Where an alias and its part are both there, or a count is larger than what it is
 * inside of, nothing is certain, and the usage stays as it was sent.
 */
export function partsOfUsage(usage: Parts, provider: string): Parts {
  const read = readUsage(usage, aliasesOf(provider, usage));
  return 'contradiction' in read ? usage : read.parts;
}

/** Names of one usage that cannot both be true, and why. */
interface Contradiction {
  readonly names: readonly string[];
  readonly why: string;
}

/** What names mean in a usage of one provider. */
type Aliases = (name: string) => UsageAlias | undefined;

function aliasesOf(provider: string, usage: Parts): Aliases {
  return (name) => {
    const alias = lookUp(USAGE_ALIASES, name);
    if (!alias?.beside?.at.has(canonicalProvider(provider))) return alias;
    return isSumOfOthers(name, alias, usage) ? alias : { part: alias.beside.part };
  };
}

/** True where the total of the usage is its prompt and completion alone: a gateway has put the count inside already. */
function isSumOfOthers(name: string, alias: UsageAlias, usage: Parts): boolean {
  const [total, completion] = [usage['total_tokens'], sumAroundAlias(alias, usage)];
  const prompt = usage['prompt_tokens'] ?? usage['input_tokens'];
  if (total === undefined || prompt === undefined || completion === undefined || usage[name] === 0n)
    return false;
  return plus(prompt, usage[completion] ?? ZERO) === total;
}

function readUsage(
  usage: Parts,
  aliasOf: Aliases,
): { readonly parts: Parts } | { readonly contradiction: Contradiction } {
  const names = Object.keys(usage);
  if (!names.some((name) => aliasOf(name) ?? lookUp(USAGE_SUMS, name))) return { parts: usage };
  const rest = new Map(Object.entries(usage));
  const parts = new Map<string, Quantity>();
  /** The alias that each part came from. */
  const sources = new Map<string, string>();
  /** The names of what is taken off each sum. */
  const insides = new Map<string, string[]>();
  for (const name of names.filter((one) => isSummed(one, usage))) rest.delete(name);
  for (const name of names) {
    const alias = aliasOf(name);
    const quantity = usage[name];
    if (!alias || quantity === undefined) continue;
    const { part } = alias;
    const sum = sumAroundAlias(alias, usage);
    // Without the sum that it is a part of, nobody can tell whether another count has it already.
    if (alias.inside && sum === undefined) continue;
    if (part !== null && usage[part] !== undefined) return twice(name, part);
    rest.delete(name);
    if (sum !== undefined && quantity > (usage[sum] ?? ZERO)) return tooMuch([name], sum);
    if (part === null) continue;
    const source = sources.get(part);
    if (source !== undefined) {
      // One count by two of its names, as gateways write it.
      if (
        usage[source] === quantity &&
        (sumAroundName(source, usage, aliasOf) === undefined) === (sum === undefined)
      )
        continue;
      return twice(source, name);
    }
    sources.set(part, name);
    parts.set(part, quantity);
    if (sum !== undefined) insides.set(sum, [...(insides.get(sum) ?? []), name]);
  }
  for (const [sum, inside] of insides) {
    const part = aliasOf(sum)?.part ?? sum;
    const taken = inside.reduce((total, name) => plus(total, usage[name] ?? ZERO), ZERO);
    const left = minus(usage[sum] ?? ZERO, taken);
    if (left < 0n) return tooMuch(inside, sum);
    rest.delete(part);
    parts.set(part, left);
  }
  return { parts: Object.fromEntries([...rest, ...parts]) };
}

const ZERO = picoUnits(0n);

function sumAroundAlias({ inside }: UsageAlias, usage: Parts): string | undefined {
  return inside?.find((sum) => usage[sum] !== undefined);
}

function sumAroundName(name: string, usage: Parts, aliasOf: Aliases): string | undefined {
  const alias = aliasOf(name);
  return alias && sumAroundAlias(alias, usage);
}

function twice(one: string, other: string): { readonly contradiction: Contradiction } {
  return {
    contradiction: {
      names: [one, other],
      why: `${one} and ${other} are two names of one count: send one of them`,
    },
  };
}

function tooMuch(inside: readonly string[], sum: string): { readonly contradiction: Contradiction } {
  const why = `${inside.join(' and ')} would be inside ${sum}, and cannot be more than it`;
  return { contradiction: { names: [...inside, sum], why } };
}

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

const UNKNOWN =
  'is no usage part that the ledger knows: it is kept, and has a price only where you give it one';

/** Names of an event's usage that nothing is priced by: they are stored. */
export function usageWarnings(usage: Parts, provider: string): UsageWarning[] {
  const read = readUsage(usage, aliasesOf(provider, usage));
  const contradiction = 'contradiction' in read ? read.contradiction : undefined;
  return Object.keys('parts' in read ? read.parts : usage)
    .filter((name) => !KNOWN.has(name))
    .map((name) => ({ field: `usage.${name}`, ...warningOf(name, contradiction) }));
}

/** A suggestion is a name to send the same quantity by: none where that would count something twice. */
function warningOf(name: string, contradiction: Contradiction | undefined): Omit<UsageWarning, 'field'> {
  if (contradiction && (lookUp(USAGE_ALIASES, name) ?? lookUp(USAGE_SUMS, name))) {
    return {
      message: `has no price, because the usage contradicts itself: ${contradiction.why}`,
      suggestion: null,
    };
  }
  const alias = lookUp(USAGE_ALIASES, name);
  if (alias?.inside) {
    const message = `is inside ${alias.inside.join(' or ')}, which is not there: send that too, and nothing is counted twice`;
    return { message, suggestion: null };
  }
  const whole = lookUp(WHOLE_ANSWERS, name);
  if (whole !== undefined) {
    const message = `has no price: counts of this provider overlap, and ${whole} takes its answer whole`;
    return { message, suggestion: null };
  }
  return { message: UNKNOWN, suggestion: likeliest(name) };
}

/**
 * The part that shares the most words with a name; null where it shares none but common ones. One word alone names no
 * part of two: `videos` are not `video_seconds`.
 */
function likeliest(name: string): string | null {
  const words = wordsOf(name);
  if (words.length === 1 && !USAGE_UNITS.some((unit) => wordsOf(unit).join() === words.join())) return null;
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
