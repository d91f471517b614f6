import { Buffer } from 'node:buffer';

/** Lambda takes this many bytes of variables. Source: AWS Lambda quotas, environment variables. */
export const MOST_ENVIRONMENT_BYTES = 4_096;

/** Bytes that a name made at deployment may take: addresses and ARNs of this app's resources stay below. */
const DEPLOYED_NAME_BYTES = 160;

/** Bytes of a text as JSON writes it, without its quotes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** The most bytes that a template's value takes once deployed: texts as they are, what AWS fills in by its longest. */
function longestBytes(value: unknown): number {
  if (typeof value === 'string') return jsonBytes(value);
  if (typeof value !== 'object' || value === null) return jsonBytes(String(value));
  const join = (value as Record<string, unknown>)['Fn::Join'];
  if (!Array.isArray(join)) return DEPLOYED_NAME_BYTES;
  const [separator, parts] = join as [string, unknown[]];
  return parts.reduce<number>((sum, part) => sum + longestBytes(part) + jsonBytes(separator), 0);
}

/**
 * The most bytes that resolved variables of a function take as Lambda measures them: as one JSON object, in which
 * each quote inside a value takes two ("String measured: {…}" of its refusal shows the text).
 */
export function environmentBytes(variables: Readonly<Record<string, unknown>>): number {
  const punctuation = '"":"",'.length;
  return Object.entries(variables).reduce(
    (sum, [name, value]) => sum + jsonBytes(name) + longestBytes(value) + punctuation,
    '{}'.length,
  );
}
