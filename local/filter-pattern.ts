import { record } from './template.ts';

type Matcher = (value: unknown, present: boolean) => boolean;

/** Whether an event matches: every named field has one value that one of its matchers takes. */
export type Pattern = (event: unknown) => boolean;

const OPERATORS: Readonly<Record<string, (operand: unknown) => Matcher>> = {
  prefix: (operand) => (value) => typeof value === 'string' && value.startsWith(String(operand)),
  suffix: (operand) => (value) => typeof value === 'string' && value.endsWith(String(operand)),
  exists: (operand) => (_value, present) => present === (operand === true),
  'equals-ignore-case': (operand) => (value) =>
    typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase(),
  'anything-but': (operand) => {
    const refused: unknown[] = Array.isArray(operand) ? operand : [operand];
    if (refused.some((item) => typeof item === 'object')) {
      throw new Error('the filter operator anything-but is supported with plain values only');
    }
    return (value, present) => present && !refused.includes(value);
  },
};

/**
 * Compiles an event pattern of EventBridge or of an event source mapping's FilterCriteria. Knows exact
 * values, prefix, suffix, exists, equals-ignore-case and anything-but. @throws on any other operator, by name.
 */
export function compilePattern(pattern: unknown): Pattern {
  const fields = Object.entries(record(pattern)).map(([name, wanted]) => {
    if (!Array.isArray(wanted)) {
      const inner = compilePattern(wanted);
      return (event: Record<string, unknown>) => inner(event[name]);
    }
    const matchers = wanted.map(matcherOf);
    return (event: Record<string, unknown>) => {
      const value = event[name];
      const present = value !== undefined;
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return matchers.some((matches) => values.some((item) => matches(item, present)));
    };
  });
  return (event) => {
    const here = record(event);
    return fields.every((matches) => matches(here));
  };
}

function matcherOf(wanted: unknown): Matcher {
  if (typeof wanted !== 'object' || wanted === null) return (value, present) => present && value === wanted;
  const entries = Object.entries(record(wanted));
  const [name, operand] = entries[0] ?? ['', undefined];
  const operator = OPERATORS[name];
  if (!operator || entries.length !== 1) {
    throw new Error(
      `the filter operator ${entries.map(([key]) => key).join(' and ')} is not supported by the local system`,
    );
  }
  return operator(operand);
}

/** Compiles FilterCriteria: an event passes if one of the filters matches; without filters all pass. */
export function compileFilters(criteria: unknown): Pattern {
  const filters = record(criteria)['Filters'];
  if (!Array.isArray(filters) || filters.length === 0) return () => true;
  const patterns = filters.map((filter) => compilePattern(JSON.parse(String(record(filter)['Pattern']))));
  return (event) => patterns.some((matches) => matches(event));
}
