import * as z from 'zod';

/** What the stack has SES verify: a domain, or one address. */
export const mailIdentitySchema = z
  .string()
  .regex(
    /^([^\s@]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
    'must be a domain such as "example.com", or a mail address',
  );
