import { Buffer } from 'node:buffer';

/** Lambda takes this many bytes of names and values together. Source: AWS Lambda quotas, environment variables. */
export const MOST_ENVIRONMENT_BYTES = 4_096;

/** Bytes that a name made at deployment may take: addresses and ARNs of this app's resources stay below. */
const DEPLOYED_NAME_BYTES = 160;

/** The most bytes that a template's value takes once deployed: texts as they are, what AWS fills in by its longest. */
function longestBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(String(value));
  const join = (value as Record<string, unknown>)['Fn::Join'];
  if (!Array.isArray(join)) return DEPLOYED_NAME_BYTES;
  const [separator, parts] = join as [string, unknown[]];
  return parts.reduce<number>((sum, part) => sum + longestBytes(part) + separator.length, 0);
}

/** The most bytes that resolved variables of a function take, names included. */
export function environmentBytes(variables: Readonly<Record<string, unknown>>): number {
  return Object.entries(variables).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + longestBytes(value),
    0,
  );
}
