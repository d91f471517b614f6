import type { UsageContext } from './usage-context.ts';

/**
 * Attribution that a deployment gives its process, as JSON in COSTKEEPER_DEFAULTS. What cannot be read is said by
 * `warn` and left out: it must not stop the application.
 */
export function environmentDefaults(
  text: string | undefined,
  warn: (text: string) => void,
): UsageContext | undefined {
  if (!text) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
    warn('costkeeper: COSTKEEPER_DEFAULTS is no object such as {"operation": "summary"}, and is left out');
  } catch (error) {
    warn(`costkeeper: COSTKEEPER_DEFAULTS is no JSON, and is left out: ${String(error)}`);
  }
  return undefined;
}
