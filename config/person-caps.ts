import { WHOLE } from './whole-number.ts';
import * as z from 'zod';
import { LONGEST_HOLD_SECONDS } from '../contracts/hold-duration.ts';
import { SETTING_DEFAULTS, USER_MAY_NAME } from '../contracts/setting-defaults.ts';

/** Fields of a stage that bound what people may do at the gate who are neither writers nor admins. */
export const personCaps = {
  /** Longest hold of a caller who is neither writer nor admin, seconds. Default: 600. */
  userHoldSeconds: z.int(WHOLE).min(1).max(LONGEST_HOLD_SECONDS).default(SETTING_DEFAULTS.userHoldSeconds),
  /** Holds that one such person may have open at once. Default: 20. */
  userOpenHolds: z.int(WHOLE).min(1).max(10_000).default(SETTING_DEFAULTS.userOpenHolds),
  /** Percent of a budget that is not their own which the open holds of one such person may take. Default: 25. */
  userHoldPercent: z.int(WHOLE).min(1).max(100).default(SETTING_DEFAULTS.userHoldPercent),
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
  userMayName: z.array(z.enum(USER_MAY_NAME, 'must be resource, group or tags')).default([]),
};
