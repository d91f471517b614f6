import * as z from 'zod/mini';
import { boundedText } from './bounded-text.ts';
import {
  type EntryFieldRows,
  type SentField,
  SENT_FIELDS,
  type ShownName,
  shownName,
} from './entry-field-names.ts';
import { decimalHelp } from './decimal.ts';
import { isLedgerInstant } from './dates.ts';
import { JsonNumber } from './json-number.ts';
import { CORRECTION_SUFFIX, fitOneKey } from './key-names.ts';
import { LIMITS } from './message-limits.ts';
import { ENTRY_FIELDS } from './entry-fields.ts';
import { SERVICES } from './usage-vocabulary.ts';
import { isSystemUser } from './system-user.ts';

/** Line separators, and marks that turn the direction of the text behind them. */
const UNSEEN = /[\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

/** A name that a person gives, as pages, mails and files show it beside others. */
export const visibleName = boundedText(LIMITS.nameCharacters).check(
  z.refine((text) => text === '' || text.trim() !== '', 'must not be blank'),
  z.refine((text) => !UNSEEN.test(text), 'must not contain line separators or marks of direction'),
);

const name = boundedText(LIMITS.nameCharacters);
const DECIMAL_TEXT = /^\d{1,13}(\.\d{1,12})?$/;

/** The name of a usage part. */
export const usageName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9_]{0,63}$/, 'names are lower case letters, digits and _'));

const QUANTITY_HELP =
  'must be a whole number from 0 to 10^12, or a decimal string such as "0.5" with at most 12 decimals';

/** A quantity of a usage part: whole JSON number or decimal string, 0 to 10^12. */
export const quantitySchema = z.union(
  [
    z.int().check(z.gte(0, QUANTITY_HELP), z.lte(LIMITS.quantity, QUANTITY_HELP)),
    z.string().check(
      z.regex(DECIMAL_TEXT, { error: decimalHelp(QUANTITY_HELP) }),
      // What is no number was told by the check before.
      z.refine((text) => !(Number(text) > LIMITS.quantity), QUANTITY_HELP),
    ),
  ],
  { error: decimalHelp(QUANTITY_HELP) },
);

const AMOUNT_HELP = 'must be an amount in USD of 0 or more, such as "0.0004", with at most 12 decimals';

/** Exponents beyond two digits would write out texts of any length. */
const AMOUNT_SOURCE = /^\d{1,26}(\.\d{1,40})?([eE][-+]?\d{1,2})?$/;

/** An amount in USD: decimal string or JSON number, 0 to 10^12. */
export const amountSchema = z.union(
  [
    z.string().check(z.regex(/^\d{1,12}(\.\d{1,12})?$/, { error: decimalHelp(AMOUNT_HELP) })),
    z.int().check(z.gte(0, AMOUNT_HELP), z.lte(10 ** 12, AMOUNT_HELP)),
    z.custom<JsonNumber>(
      (value) =>
        value instanceof JsonNumber && AMOUNT_SOURCE.test(value.source) && Number(value.source) <= 10 ** 12,
    ),
  ],
  { error: decimalHelp(AMOUNT_HELP) },
);

const TIME_HELP = 'must be an ISO 8601 time with a zone, such as "2026-11-21T10:15:30.123Z"';
const timeSchema = z.string({ error: TIME_HELP }).check(
  z.iso.datetime({ offset: true, error: TIME_HELP }),
  z.refine((text) => isLedgerInstant(Date.parse(text)), 'must be from 1970 to 9998'),
);

/** What the work was done for (an episode, a session, a job), or what that belongs to. */
export const referenceSchema = z
  .strictObject({ type: name, id: name }, 'must be an object such as {"type": "episode", "id": "ep-7"}')
  .check(
    z.refine(({ type, id }) => fitOneKey(type, id), `type and id may have ${LIMITS.keyBytes} bytes together`),
  );

/** A user's id; work without a user has none. */
export const userIdSchema = name.check(
  z.refine(
    (userId) => !isSystemUser(userId),
    'must be neither "system" nor "-", the ledger\'s names for work without a user: leave userId out for that',
  ),
);

function sizeOf(record: object): number {
  return Object.keys(record).length;
}

const TEXTS_HELP = 'must be an object of texts, such as {"tier": "free"}';
const PROBLEMS_HELP = `must be a list of at most ${LIMITS.problems} texts`;
const ATTEMPT_HELP = 'must be a whole number from 1 to 1000';

/** The checks that a row of the declaration names by `schema`. */
const CHECKS = {
  eventId: boundedText(LIMITS.idCharacters).check(
    z.refine(
      (id) => !CORRECTION_SUFFIX.test(id),
      'must not end in ~a and four digits: corrections are named so',
    ),
  ),
  time: timeSchema,
  name,
  service: z.enum(SERVICES, { error: `must be one of ${SERVICES.join(', ')}` }),
  region: boundedText(64),
  attributes: z
    .record(boundedText(64), boundedText(LIMITS.nameCharacters), TEXTS_HELP)
    .check(
      z.refine(
        (value) => sizeOf(value) <= LIMITS.attributes,
        `must have at most ${LIMITS.attributes} entries`,
      ),
    ),
  usage: z
    .record(usageName, quantitySchema, 'must be an object of quantities, such as {"input_tokens": 800}')
    .check(
      z.refine((value) => sizeOf(value) > 0, 'must name at least one part, such as {"input_tokens": 800}'),
      z.refine((value) => sizeOf(value) <= LIMITS.usageParts, `must have at most ${LIMITS.usageParts} parts`),
    ),
  amount: amountSchema,
  userId: userIdSchema,
  reference: referenceSchema,
  tags: z
    .record(boundedText(LIMITS.tagNameCharacters), boundedText(LIMITS.tagValueCharacters), TEXTS_HELP)
    .check(z.refine((value) => sizeOf(value) <= LIMITS.tags, `must have at most ${LIMITS.tags} tags`)),
  outcome: boundedText(32),
  via: boundedText(32),
  problems: z
    .array(boundedText(LIMITS.nameCharacters), PROBLEMS_HELP)
    .check(z.refine((list) => list.length <= LIMITS.problems, PROBLEMS_HELP)),
  attempt: z.int(ATTEMPT_HELP).check(z.gte(1, ATTEMPT_HELP), z.lte(1000, ATTEMPT_HELP)),
  holdId: boundedText(LIMITS.idCharacters),
  correlationId: boundedText(LIMITS.idCharacters),
  metadata: z.record(z.string(), z.unknown(), 'must be an object'),
};

type CheckOf<Name extends SentField> = (typeof CHECKS)[EntryFieldRows[Name]['schema']];

type MessageShape = {
  [Name in SentField as ShownName<Name>]: EntryFieldRows[Name]['required'] extends true
    ? CheckOf<Name>
    : z.ZodMiniOptional<CheckOf<Name>>;
};

const messageShape = Object.fromEntries(
  SENT_FIELDS.map((name) => {
    const { schema, required } = ENTRY_FIELDS[name];
    return [shownName(name), required ? CHECKS[schema] : z.optional(CHECKS[schema])];
  }),
) as MessageShape;

/** One usage event as applications send it; unknown fields are rejected, so that a typing slip is seen. */
export const usageEventSchema = z.strictObject(messageShape, 'must be an object: see the message format');

/** A parsed usage event. */
export type UsageEvent = z.infer<typeof usageEventSchema>;
