/** Limits of one usage message; docs/message.md names them, the recorder rejects what is beyond. */
export const LIMITS = {
  idCharacters: 128,
  nameCharacters: 256,
  tags: 20,
  tagNameCharacters: 64,
  tagValueCharacters: 256,
  usageParts: 32,
  usageNameCharacters: 64,
  attributes: 16,
  /** What a sender may note about usage that contradicts itself. */
  problems: 8,
  metadataBytes: 8 * 1024,
  eventBytes: 64 * 1024,
  eventsPerMessage: 1000,
  /** Two names that share a sort key, in UTF-8 with # and % as three bytes; DynamoDB ends it at 1,024. */
  keyBytes: 960,
  /** Levels of metadata; DynamoDB ends an item at 32. */
  metadataLevels: 16,
  /** One quantity, in whole units. */
  quantity: 10 ** 12,
} as const;
