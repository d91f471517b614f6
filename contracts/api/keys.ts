import * as z from 'zod/mini';
import { boundedText } from '../bounded-text.ts';
import { asOf, timeSchema } from './common.ts';
import { GRACE_HOURS, KEY_DAYS } from '../key-lifetimes.ts';
import { KEY_SCOPES } from '../key-scopes.ts';

/** How long a key still has; `expiring` in its last thirty days. */
const KEY_STATES = ['active', 'expiring', 'expired'] as const;
export type KeyState = (typeof KEY_STATES)[number];

const SCOPES_HELP = `must be a list of one or more of ${KEY_SCOPES.join(', ')}`;
const DAYS_HELP = `must be a whole number of days from 1 to ${KEY_DAYS.most}`;
const GRACE_HELP = `must be a whole number of hours from 0 to ${GRACE_HOURS.most}`;

const expiresInDays = z.optional(
  z.int(DAYS_HELP).check(z.gte(1, DAYS_HELP), z.lte(KEY_DAYS.most, DAYS_HELP)),
);

/** POST /keys. */
export const createKeyBody = z.strictObject({
  /** What uses it, such as `podcasts on Vercel`. */
  name: boundedText(256),
  scopes: z
    .array(z.enum(KEY_SCOPES, { error: SCOPES_HELP }), SCOPES_HELP)
    .check(z.minLength(1, SCOPES_HELP), z.maxLength(KEY_SCOPES.length, SCOPES_HELP)),
  expiresInDays,
});

/** POST /keys/{id}/rotate. */
export const rotateKeyBody = z.strictObject({
  expiresInDays,
  /** Default 24. */
  graceHours: z.optional(z.int(GRACE_HELP).check(z.gte(0, GRACE_HELP), z.lte(GRACE_HOURS.most, GRACE_HELP))),
});

/** A key without its secret, which nobody can read again. */
const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  createdAt: timeSchema,
  createdBy: z.string(),
  expiresAt: timeSchema,
  /** `expiring` in its last thirty days. */
  state: z.enum(KEY_STATES),
  /** Until when the secret of before the last rotation counts; null where none does. */
  oldSecretUntil: z.nullable(timeSchema),
});

/** GET /keys, by name. */
export const keyListSchema = z.object({ ...asOf, keys: z.array(keySchema) });

/** POST /keys and POST /keys/{id}/rotate: `key` is told this once. */
export const toldKeySchema = z.extend(keySchema, { key: z.string() });

/** DELETE /keys/{id}. */
export const revokedKeySchema = z.object({ id: z.string() });
