import * as z from 'zod/mini';
import { LIMITS } from '../message-limits.ts';
import { visibleName } from '../usage-message.ts';
import { boundedText } from '../bounded-text.ts';
import { MAIL } from './budget-shapes.ts';
import { apiReferenceSchema, nameQuery, timeSchema, flagQuery } from './common.ts';

const text = boundedText(LIMITS.nameCharacters);
/** Left out: stays as it is. Null: is removed. */
const change = z.optional(z.nullable(text));
const newName = z.optional(z.nullable(visibleName));

/** PUT /resources/{type}/{id}. */
export const resourceNameBody = z.strictObject({
  name: newName,
  /** User id of its creator. */
  createdBy: change,
  group: z.optional(z.nullable(z.strictObject({ type: text, id: text }))),
});

/** PUT /groups/{type}/{id}. */
export const groupNameBody = z.strictObject({ name: newName, createdBy: change });

/** PUT /users/{id}. */
export const userNameBody = z.strictObject({
  name: newName,
  email: z.optional(
    z.nullable(
      z.string().check(z.maxLength(256), z.regex(MAIL, 'must be a mail address such as "a@example.com"')),
    ),
  ),
});

/** What is known of a resource or group beside its costs. */
export const thingNameSchema = z.object({
  type: z.string(),
  id: z.string(),
  name: z.nullable(z.string()),
  createdBy: z.nullable(z.string()),
  group: z.nullable(apiReferenceSchema),
  deletedAt: z.nullable(timeSchema),
});

/** What is known of a person beside their costs; once it is erased, that it was, where costs have the id. */
export const userNameSchema = z.object({
  userId: z.string(),
  name: z.nullable(z.string()),
  email: z.nullable(z.string()),
  deletedAt: z.nullable(timeSchema),
});

/** Ids with unusual characters go in the query. */
export const thingQuery = z.strictObject({ type: nameQuery, id: nameQuery });
export const personQuery = z.strictObject({ id: nameQuery });

const pseudonymise = flagQuery;
/** DELETE /users/{id}: `pseudonymise=true` takes the id out of the ledger as well. */
export const erasePersonQuery = z.strictObject({ pseudonymise });
export const eraseNamedQuery = z.strictObject({ id: nameQuery, pseudonymise });
