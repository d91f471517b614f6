import * as z from 'zod';

const WHOLE = 'must be a whole number';

/** Fields of a stage that bound what people may do at the gate who are neither writers nor admins. */
export const personCaps = {
  /** Longest hold of a caller who is neither writer nor admin, seconds. Default: 600. */
  userHoldSeconds: z.int(WHOLE).min(1).max(86_400).default(600),
  /** Holds that one such person may have open at once. Default: 20. */
  userOpenHolds: z.int(WHOLE).min(1).max(10_000).default(20),
  /** Percent of a budget that is not their own which the open holds of one such person may take. Default: 25. */
  userHoldPercent: z.int(WHOLE).min(1).max(100).default(25),
  /**
   * The amount in USD that they may take of any such budget, in the place of the percentage: then no answer tells how
   * large a budget of others is, and one that this is too large a share of is for backends alone. Default: the
   * percentage counts.
   */
  userHoldUsd: z
    .string()
    .regex(/^(?!0+(\.0+)?$)\d{1,9}(\.\d{1,12})?$/, 'must be a decimal above zero such as "1.00"')
    .optional(),
  /**
   * What such callers may name at the gate, of resource, group and tags: its budgets can then be held by them. Default:
   * nothing.
   */
  userMayName: z.array(z.enum(['resource', 'group', 'tags'], 'must be resource, group or tags')).default([]),
};
