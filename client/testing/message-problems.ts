import { usageEventSchema } from '../../contracts/usage-message.ts';

/**
 * What the ledger's message says against an event, a sentence a field; empty where it takes it. The ledger may still
 * reject what is too old for it, or too large.
 */
export function messageProblems(event: object): string[] {
  const { error } = usageEventSchema.safeParse(event);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
