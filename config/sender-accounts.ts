import * as z from 'zod';

/** AWS accounts by their twelve digits. */
export const senderAccountsSchema = z
  .array(z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account'))
  .max(100, 'must have at most 100 accounts');
