import { shownName, SENT_FIELDS } from '../../contracts/entry-field-names.ts';
import { lookUp } from '../../contracts/look-up.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import { WHOLE_ANSWERS } from '../../contracts/usage-aliases.ts';
import { type FieldError, fieldAt, MOST_ERRORS, valueAt } from '../errors.ts';
import { nearestModels } from '../pricing/suggest-models.ts';
import { snakeName } from '../snake-name.ts';
import { partNamed, type Place, placeOf, tokenPartNamed } from './foreign-names.ts';

/** Names of the fields of a usage message. */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set(SENT_FIELDS.map(shownName));
const MESSAGE_PAGE = 'docs/message.md';

/** Where the message format says what a field may be: the page of the repository, and its section. */
export function messageHelp(fields: readonly string[]): string {
  const ofUsage = fields.length > 0 && fields.every((field) => field.startsWith('usage'));
  return `${MESSAGE_PAGE}#${ofUsage ? 'usage-parts' : 'fields'}`;
}

/** What to write instead of a field that no message has: a field of ours, or the one that is nearest in its letters. */
export function fieldHint(name: string, value?: unknown): string {
  const place = placeOf(name);
  const whole = wholeAnswerText(name);
  if (whole !== undefined) return `is no field of a usage message: ${whole} (docs/intake.md)`;
  const said = place ? placeText(place, name, value) : nearestText(name);
  return `is no field of a usage message: ${said} (${messageHelp([])})`;
}

/** What to write instead of a name that no usage part can have. */
export function partHint(name: string): string | undefined {
  const whole = wholeAnswerText(name);
  if (whole !== undefined) return `${whole} (docs/intake.md)`;
  const part = partNamed(name);
  return part === undefined ? undefined : `send it as "usage.${part}" (${messageHelp(['usage'])})`;
}

/** A name alone does not say what such a count has inside it. */
function wholeAnswerText(name: string): string | undefined {
  const route = lookUp(WHOLE_ANSWERS, snakeName(name));
  return route && `counts of this provider overlap, and ${route} takes its answer whole`;
}

/** What the schema says of a message. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
  /** What is wrong with the key of a record. */
  readonly issues?: readonly { readonly message: string }[];
}

/** An issue of the schema as errors of fields, each with the way out where one is known. */
export function fieldErrors(issue: Issue, candidate: unknown): FieldError[] {
  const field = fieldAt(issue.path);
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    // A hint is looked for in every name that is told, and an event may have thousands.
    return issue.keys.map((key, index) => ({
      field: fieldAt([...issue.path, key]),
      message:
        field === '' && index < MOST_ERRORS
          ? fieldHint(key, valueAt(candidate, [key]))
          : `is no field of a usage message: see ${messageHelp([])}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const hint = partHint(String(issue.path.at(-1)));
    const message = issue.issues?.[0]?.message ?? issue.message;
    return [{ field, message: hint === undefined ? message : `${message}: ${hint}` }];
  }
  const [first, part, ...below] = issue.path;
  if (
    first === 'usage' &&
    part !== undefined &&
    below.length === 0 &&
    isObject(valueAt(candidate, issue.path))
  ) {
    return [{ field, message: NESTED_COUNTS }];
  }
  const isAbsent = issue.path.length > 0 && valueAt(candidate, issue.path) === undefined;
  return [{ field, message: isAbsent ? `is missing: it ${issue.message}` : issue.message }];
}

const NESTED_COUNTS =
  'is an object, and a part is one count: name its counts beside the others, such as "cached_tokens": 3, or send the provider\'s answer as it came to POST /record/{provider} (docs/intake.md)';

/** Counts within a count, as providers' own usage has them; a number may be an object of its source. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

function placeText(place: Place, name: string, value: unknown): string {
  switch (place.kind) {
    case 'field':
      return `send it as "${place.field}"`;
    case 'usage':
      return `send it as "usage.${place.part}"`;
    case 'reference':
      return `send it as "${place.field}": {"type": "${place.type ?? '…'}", "id": "…"}`;
    case 'reference-type':
      return `send it as the type of "${place.field}": {"type": "…", "id": "…"}`;
    case 'tag':
      return `send it as "tags": {"${place.tag}": "…"}`;
    case 'quantity':
    case 'unit':
      return 'send the quantity under its part, such as "usage": {"characters": 1200}';
    case 'counts':
      return countsText(name, value);
    case 'unit-price':
      return 'the ledger has prices of its own; what is only to be kept goes into "metadata"';
  }
}

/** More of them than providers have parts of tokens would only lengthen the answer. */
const MOST_COUNTS = 6;

/** Where each of the counts goes; where nobody knows, as an example. */
function countsText(name: string, value: unknown): string {
  const counts = isObject(value) ? Object.keys(value as object).slice(0, MOST_COUNTS) : [];
  const known = counts.flatMap((count) => {
    const part = tokenPartNamed(count);
    return part === undefined ? [] : [`"${name}.${count}" as "usage.${part}"`];
  });
  return known.length > 0
    ? `send ${known.join(', ')}`
    : 'send each count as a part, such as "usage": {"input_tokens": 1200, "output_tokens": 300}';
}

function nearestText(name: string): string {
  const [nearest] = nearestModels(MESSAGE_FIELDS, name, 1);
  return nearest
    ? `did you mean "${nearest.model}"?`
    : 'what is only to be kept goes into "metadata", what is to be grouped by into "tags"';
}
