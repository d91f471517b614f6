import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';

/** Names of an object schema's fields; none for another schema. */
function fieldsOf(schema: z.ZodMiniType): string[] {
  return schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
}

/**
 * A body without what a read of the same thing shows beside it (`asOf`, `state`, totals): who reads, edits and sends
 * back is not refused for what the API itself wrote. Fields that neither knows stay, and are refused.
 */
export function withoutShown(
  body: unknown,
  taken: z.ZodMiniType,
  shownBy: z.ZodMiniType | undefined,
): unknown {
  if (shownBy === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const own = new Set(fieldsOf(taken));
  const shown = new Set(fieldsOf(shownBy).filter((name) => !own.has(name)));
  return Object.fromEntries(Object.entries(body).filter(([name]) => !shown.has(name)));
}

/** Fields of a body that a read shows otherwise, for a thing that is not edited field by field. */
export function editedFields(body: unknown, shown: object): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const now = new Map<string, unknown>(Object.entries(shown));
  return Object.entries(body)
    .filter(([name, value]) => now.has(name) && !isDeepStrictEqual(value, now.get(name)))
    .map(([name]) => name);
}
