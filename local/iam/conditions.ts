import { fits } from './wildcard.ts';

/** What is known of a call besides who, what and on what; names of keys in lower case. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One test of a statement's Condition. */
export interface Condition {
  /** As declared, `ForAnyValue:` and `IfExists` included. */
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

type Compare = (wanted: string, actual: string) => boolean;

const equal: Compare = (wanted, actual) => wanted === actual;
const sameLetters: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
/** Each of an ARN's six parts by itself: a star does not reach from one into the next. */
const arnFits: Compare = (wanted, actual) => {
  const parts = partsOfArn(actual);
  return partsOfArn(wanted).every((part, index) => fits(part, parts[index] ?? ''));
};

function partsOfArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const number =
  (compare: (actual: number, wanted: number) => boolean): Compare =>
  (wanted, actual) =>
    compare(Number(actual), Number(wanted));

/** How each operator compares one value of the policy with one of the call. */
const POSITIVE: Readonly<Record<string, Compare>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: sameLetters,
  StringLike: fits,
  ArnEquals: arnFits,
  ArnLike: arnFits,
  Bool: sameLetters,
  NumericEquals: number((actual, wanted) => actual === wanted),
  NumericLessThan: number((actual, wanted) => actual < wanted),
  NumericLessThanEquals: number((actual, wanted) => actual <= wanted),
  NumericGreaterThan: number((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: number((actual, wanted) => actual >= wanted),
};

/** Operators that hold where the named one does not. */
const NEGATIVE: Readonly<Record<string, Compare>> = {
  StringNotEquals: equal,
  StringNotEqualsIgnoreCase: sameLetters,
  StringNotLike: fits,
  ArnNotEquals: arnFits,
  ArnNotLike: arnFits,
};

/** Keys whose values the local system can tell; a policy with another one is refused when it is read. */
const KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'cloudwatch:namespace',
  'dynamodb:leadingkeys',
  // Only other accounts are let in by it, and no call here is of one: what asks for it is refused.
  'kms:viaservice',
  's3:delimiter',
  's3:max-keys',
  's3:prefix',
  'ses:fromaddress',
  'ses:recipients',
]);

function partsOf(operator: string): { set: string | undefined; name: string; ifExists: boolean } {
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name, ifExists: ifExists !== undefined };
}

/** Why a condition cannot be judged here, or undefined. */
export function unknownPart({ operator, key }: Condition): string | undefined {
  const { name } = partsOf(operator);
  if (name !== 'Null' && !(name in POSITIVE) && !(name in NEGATIVE)) return `condition operator ${operator}`;
  if (!KEYS.has(key) && !key.startsWith('kms:encryptioncontext:')) return `condition key ${key}`;
  return undefined;
}

/** True when every condition holds. A key that the call does not have fails all but `Null`, `…IfExists` and negations. */
export function allHold(conditions: readonly Condition[], context: Context): boolean {
  return conditions.every((condition) => holds(condition, context));
}

function holds({ operator, key, values }: Condition, context: Context): boolean {
  const { set, name, ifExists } = partsOf(operator);
  const given = context[key];
  const actual = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  if (name === 'Null') return values.some((value) => (value === 'true') === (actual.length === 0));
  if (actual.length === 0)
    return ifExists || set === 'ForAllValues' || (set === undefined && name in NEGATIVE);
  const compare = POSITIVE[name] ?? NEGATIVE[name] ?? (() => false);
  const one = (value: string) => values.some((wanted) => compare(wanted, value)) !== name in NEGATIVE;
  return set === 'ForAllValues' ? actual.every(one) : actual.some(one);
}
