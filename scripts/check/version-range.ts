interface Version {
  readonly numbers: readonly number[];
  /** What follows the `-`; empty for a release. */
  readonly early: string;
}

/**
 * Whether a version is in a range as advisories write it: comparators (`<1.2.3`, `>=1.0.0`, `=1.4.0`) that must all
 * hold, alternatives between `||`. @throws Error for what is no version or no comparator
 */
export function isInRange(version: string, range: string): boolean {
  const found = readVersion(version);
  return range.split('||').some((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((one) => holds(found, one)),
  );
}

function holds(version: Version, comparator: string): boolean {
  const [, sign = '', bound = ''] = /^(<=|>=|<|>|=)(.+)$/.exec(comparator) ?? [];
  if (bound === '') throw new Error(`"${comparator}" is no comparator such as <1.2.3`);
  const order = compare(version, readVersion(bound));
  if (sign === '<') return order < 0;
  if (sign === '>') return order > 0;
  if (sign === '=') return order === 0;
  return sign === '<=' ? order <= 0 : order >= 0;
}

function readVersion(text: string): Version {
  const [, numbers, early = ''] = /^(\d+\.\d+\.\d+)(?:-([\w.-]+))?(?:\+.*)?$/.exec(text) ?? [];
  if (numbers === undefined) throw new Error(`"${text}" is no version such as 1.2.3`);
  return { numbers: numbers.split('.').map(Number), early };
}

function compare(a: Version, b: Version): number {
  const differing = a.numbers.findIndex((number, index) => number !== b.numbers[index]);
  if (differing >= 0) return (a.numbers[differing] ?? 0) - (b.numbers[differing] ?? 0);
  if (a.early === b.early) return 0;
  // What comes before a release is older than it.
  if (a.early === '' || b.early === '') return a.early === '' ? 1 : -1;
  return a.early.localeCompare(b.early, 'en', { numeric: true });
}
