/** A message by which a sender tries its way to the ledger: `{"events": [], "check": true}`. It records nothing. */
export function isCheck(content: unknown): boolean {
  if (typeof content !== 'object' || content === null) return false;
  const { events, check } = content as { events?: unknown; check?: unknown };
  return check === true && Array.isArray(events) && events.length === 0;
}
