import * as z from 'zod/mini';

/**
 * What of the ledger itself costs, by its names in CloudWatch; constructs write it as the JSON of one
 * environment variable. The function that reads it adds itself: its name cannot be in its own settings.
 */
export const ownPartsSchema = z.object({
  functions: z.array(z.object({ name: z.string(), memoryMb: z.int().check(z.positive()) })),
  queues: z.array(z.string()),
  table: z.string(),
  /** Names of the table's indexes. */
  indexes: z.array(z.string()),
});

export type OwnParts = z.infer<typeof ownPartsSchema>;
