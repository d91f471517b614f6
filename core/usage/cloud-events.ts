/** True for a CloudEvents 1.0 envelope in structured JSON. */
export function isCloudEvent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'specversion' in value && 'source' in value;
}

/**
 * A CloudEvents 1.0 envelope as a usage event: `source` and `id` joined by a space are the id, `time` is
 * `occurredAt`, `data` the rest. What is missing stays missing, so that the schema names it.
 */
export function unwrapCloudEvent(envelope: Record<string, unknown>): Record<string, unknown> {
  const { source, id, time, data } = envelope;
  const rest = typeof data === 'object' && data !== null ? data : {};
  const key = isReference(source) && typeof id === 'string' ? `${source} ${id}` : undefined;
  return { ...rest, id: key, occurredAt: time };
}

/** A URI reference has no blank, so that the first blank of a joined id ends the source. */
function isReference(source: unknown): source is string {
  return typeof source === 'string' && /^\S+$/.test(source);
}
