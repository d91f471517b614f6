/** What a key may be allowed: usage and spans, the gate, every read. */
export const KEY_SCOPES = ['record', 'gate', 'read'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];
