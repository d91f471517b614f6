import { Buffer } from 'node:buffer';
import { isLedgerDay } from '../../contracts/dates.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { parseJson } from '../json-text.ts';
import { addDays, type Day, daysBetween, type Instant } from '../time/ledger-time.ts';
import { descending, orderedBy } from '../order.ts';
import { type OutcomeKind, SUSPECT } from '../../contracts/usage-vocabulary.ts';
import type { UsageSender } from './accept-events.ts';
import type { Outcome } from './entry.ts';
import { TOO_OLD } from './event-time.ts';

/** An outcome as it is kept, with the last time it was sent again. */
export interface KeptOutcome extends Outcome {
  readonly redrivenAt?: Instant | undefined;
}

/** Names an outcome. */
export type OutcomeName = Pick<Outcome, 'day' | 'messageId' | 'index' | 'kind'>;

/** The outcomes in quarantine. Methods reject on outages. */
export interface QuarantineStore {
  outcomesOf(day: Day): Promise<KeptOutcome[]>;
  find(name: OutcomeName): Promise<KeptOutcome | undefined>;
  noteRedrive(name: OutcomeName, at: Instant): Promise<void>;
}

/** Bodies that were too large for an item. */
export interface BodyReader {
  getBody(key: string): Promise<string>;
}

/** A place in the list: by day, then by time, newest first. */
export type QuarantinePosition = readonly [day: Day, at: Instant, id: string];

export interface QuarantineQuestion {
  /** Undefined: everything but duplicates, which need no mending. */
  readonly kind: OutcomeKind | undefined;
  readonly from: Day;
  readonly to: Day;
  readonly limit: number;
  readonly after: QuarantinePosition | undefined;
}

/** Days looked at for one page; the next page goes on from there. */
const MOST_DAYS = 100;
const DAYS_AT_ONCE = 10;

/** DynamoDB ends a sort key at 1,024 bytes; index and kind follow the name. */
const NAME_BYTES = 980;

const KINDS = Object.keys({
  duplicate: true,
  conflict: true,
  rejected: true,
  unreadable: true,
} satisfies Record<OutcomeKind, true>) as OutcomeKind[];

/** Opaque name of an outcome in paths. */
export function outcomeId({ day, messageId, index, kind }: OutcomeName): string {
  return Buffer.from(JSON.stringify([day, messageId, index, kind])).toString('base64url');
}

/** Reads outcomeId. Throws NotFoundError for anything else. */
export function parseOutcomeId(id: string): OutcomeName {
  try {
    const parts: unknown = parseJson(Buffer.from(id, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 4) {
      const [day, messageId, index, kind] = parts as unknown[];
      const known = KINDS.find((one) => one === kind);
      const isName = typeof day === 'string' && typeof messageId === 'string' && known !== undefined;
      if (
        isName &&
        isLedgerDay(day) &&
        Number.isSafeInteger(index) &&
        Buffer.byteLength(messageId) <= NAME_BYTES
      ) {
        return { day, messageId, index: Number(index), kind: known };
      }
    }
  } catch {
    // Not one of ours: the error below says so.
  }
  throw new NotFoundError(`nothing in quarantine has the id "${id}": take it from GET /quarantine`);
}

/** The outcomes in quarantine, newest first by the day they were sent; `next` is where the following page begins. */
export async function readQuarantine(
  store: Pick<QuarantineStore, 'outcomesOf'>,
  { kind, from, to, limit, after }: QuarantineQuestion,
): Promise<{ items: KeptOutcome[]; next: QuarantinePosition | undefined }> {
  const items: KeptOutcome[] = [];
  const first = after && after[0] < to ? after[0] : to;
  for (let last = first; last >= from; last = addDays(last, -DAYS_AT_ONCE)) {
    if (last <= addDays(first, -MOST_DAYS)) return { items, next: [last, Number.MAX_SAFE_INTEGER, ''] };
    const oldest = addDays(last, 1 - DAYS_AT_ONCE);
    const days = daysBetween(oldest < from ? from : oldest, last);
    const found = (await Promise.all(days.map((day) => store.outcomesOf(day))))
      .flat()
      .filter((outcome) => (kind === undefined ? outcome.kind !== 'duplicate' : outcome.kind === kind))
      .filter((outcome) => after === undefined || newestFirst(after, positionOf(outcome)) < 0)
      .sort((a, b) => newestFirst(positionOf(a), positionOf(b)));
    items.push(...found);
    const fitting = Math.min(limit, countFitting(items));
    if (items.length > fitting) {
      const page = items.slice(0, fitting);
      return { items: page, next: positionOf(page[fitting - 1] as KeptOutcome) };
    }
  }
  return { items, next: undefined };
}

/** Characters of bodies on one page: an answer ends at 6 MB, and JSON within JSON takes more than its text. */
const PAGE_CHARACTERS = 1_000_000;

/** How many of the first items one page can hold; at least one. */
function countFitting(items: readonly KeptOutcome[]): number {
  let characters = 0;
  const end = items.findIndex(({ body = '' }, index) => {
    characters += body.length;
    return index > 0 && characters > PAGE_CHARACTERS;
  });
  return end < 0 ? items.length : end;
}

function positionOf(outcome: KeptOutcome): QuarantinePosition {
  return [outcome.day, outcome.recordedAt, outcomeId(outcome)];
}

const newestFirst = orderedBy<QuarantinePosition>(
  descending(([day]) => day),
  descending(([, recordedAt]) => recordedAt),
  descending(([, , id]) => id),
);

/**
 * Sends the body of a rejected event to the usage queue again, as it was received. Throws NotFoundError, and
 * ConflictError for records that only the audit can bring again.
 */
export async function redrive(
  name: OutcomeName,
  ports: { readonly store: QuarantineStore; readonly bodies: BodyReader; readonly sender: UsageSender },
  now: Instant,
  accept = false,
): Promise<void> {
  const outcome = await ports.store.find(name);
  if (!outcome) throw new NotFoundError('this is no longer in quarantine: take the id from GET /quarantine');
  if (outcome.kind === 'unreadable') {
    throw new ConflictError(
      'this names an entry that is stored but could not be added to the totals: the audit adds it once the cause is mended',
    );
  }
  const { body, bodyKey } = outcome;
  const sent = bodyKey === undefined ? (body ?? '') : await ports.bodies.getBody(bodyKey);
  // What was too old alone may come in with the import that an administrator has opened for it.
  const said = [
    ...(outcome.reason === TOO_OLD ? ['"import":true'] : []),
    ...(accept && outcome.reason === SUSPECT ? ['"accept":true'] : []),
  ];
  await ports.sender.send(said.length > 0 ? `{${said.join(',')},"events":[${sent}]}` : sent);
  await ports.store.noteRedrive(name, now);
}
