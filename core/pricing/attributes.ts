import { STANDARD_VALUES } from '../../contracts/usage-vocabulary.ts';

const STANDARD: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(STANDARD_VALUES).map(([name, values]) => [name, new Set(values)]),
);

/** Without a prototype: an attribute may have any name, `constructor` as well. */
function noAttributes(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

/** What most requests have: one object, so that it is known by itself. */
export const NO_ATTRIBUTES: Readonly<Record<string, string>> = noAttributes();

/** Attributes as rows write them: known names in lower case values, standard values left out. */
export function normalizeAttributes(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  let result: Record<string, string> | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    const standard = STANDARD.get(name);
    const written = standard ? value.toLowerCase() : value;
    if (standard?.has(written)) continue;
    result ??= noAttributes();
    result[name] = written;
  }
  return result ?? NO_ATTRIBUTES;
}
