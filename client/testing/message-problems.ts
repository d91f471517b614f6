import { usageEventSchema } from '../../contracts/usage-message.ts';

/**
 * What the ledger's message says against an event, a sentence a field; empty where it takes it. The ledger may still
 * reject what is too old for it, or too large.
 */
export function messageProblems(event: object): string[] {
  const { error } = usageEventSchema.safeParse(event);
  return (error?.issues ?? []).map((issue) => {
    // Of a name that no part can have, what is wrong with it is said below the issue.
    const named = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    return `${issue.path.join('.')}: ${named ?? issue.message}`;
  });
}
