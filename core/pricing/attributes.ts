/** Values that mean what a message without the attribute means. */
const STANDARD: Readonly<Record<string, ReadonlySet<string>>> = {
  service_tier: new Set(['standard', 'default', 'auto', 'standard_only', 'on_demand', 'on-demand']),
  speed: new Set(['standard']),
  inference_geo: new Set(['global', 'not_available']),
};

const NONE: Readonly<Record<string, string>> = {};

/** Attributes as rows write them: known names in lower case values, standard values left out. */
export function normalizeAttributes(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  let result: Record<string, string> | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    const standard = STANDARD[name];
    const written = standard ? value.toLowerCase() : value;
    if (standard?.has(written)) continue;
    result ??= {};
    result[name] = written;
  }
  return result ?? NONE;
}
