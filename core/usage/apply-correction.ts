import { Buffer } from 'node:buffer';
import { ConflictError } from '../errors.ts';
import { type PicoUsd, type Quantity, sumUsd } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { CorrectionBatch, CorrectionDraft } from './correction-batch.ts';
import type { EntryChain } from './entry-chain.ts';
import { standing } from './entry-chain.ts';
import type { Entry } from './entry.ts';
import { contentHash, sourceHash } from './exact-json.ts';
import { type LaneRule, userLaneOf } from './lanes.ts';
import { orReported, priceUsage } from './price-usage.ts';
import { bookedAnew, takenOut } from './rebooked.ts';

/** What was wrong with an entry: nothing of it happened (`void`), or these parts were others. */
export interface CorrectionRequest {
  /** Names the request: the same again changes nothing. Absent: its content names it. */
  readonly requestId?: string | undefined;
  readonly reason: string;
  readonly kind: 'void' | 'correct';
  /** What was really used; undefined: unchanged. */
  readonly usage?: Readonly<Record<string, Quantity>> | undefined;
  /** Whose it was; null is work without a user, undefined: unchanged. */
  readonly userId?: string | null | undefined;
  /** What the provider says it cost, where no price is known. */
  readonly reportedCost?: PicoUsd | undefined;
}

/** The corrections of one request, oldest first, and what they change in all. */
export interface Corrected {
  readonly corrections: readonly Entry[];
  readonly difference: PicoUsd;
}

/** The two halves of a request, as a credit note has them. */
const TAKEN_OUT = 0;
const BOOKED = 1;

/**
 * Takes an entry out of all totals, whole, and books it anew as it should have been: cost, count, usage and user
 * are right to the last digit, and every total stays the sum of what its entries add. A request that stopped
 * between the two goes on where it stopped. Throws ConflictError for an entry that is void, and for a request id
 * that was used for something else.
 */
export async function applyCorrection(
  entry: Entry,
  request: CorrectionRequest,
  batch: CorrectionBatch,
  { book, lanes }: { readonly book: PriceBook; readonly lanes: readonly LaneRule[] },
): Promise<Corrected> {
  const content = contentHash({ ...shown(request), entry: entry.id });
  const done: Entry[] = [];
  const once = async (half: number, make: (chain: EntryChain) => Half) => {
    const source = sourceOf(request, half);
    let known: Entry | undefined;
    const put = await batch.append(entry, (chain) => {
      known = chain.corrections.find((one) => Buffer.compare(one.sourceHash, source) === 0);
      if (!known) return { ...make(chain), sourceHash: source, contentHash: content };
      if (Buffer.compare(known.contentHash, content) === 0) return undefined;
      throw new ConflictError(
        `the request "${request.requestId ?? ''}" has changed this entry otherwise: give a new requestId`,
      );
    });
    const correction = put ?? known;
    if (correction) done.push(correction);
  };
  await once(TAKEN_OUT, (chain) => ({
    ...takenOut(standingOf(chain)),
    reason: request.reason,
  }));
  if (request.kind === 'correct') {
    await once(BOOKED, (chain) => {
      // What was there before this request took it out.
      const before = beforeRequest(chain, sourceOf(request, TAKEN_OUT));
      return booked(chain, corrected(before, request, lanes), request, book);
    });
  }
  return { corrections: done, difference: sumUsd(done.map(({ cost }) => cost)) };
}

function standingOf(chain: EntryChain): Entry {
  const current = standing(chain);
  if (current) return current;
  throw new ConflictError(`the entry "${chain.entry.id}" is void: nothing of it is left to change`);
}

function beforeRequest({ entry, corrections }: EntryChain, source: Uint8Array): Entry {
  const index = corrections.findIndex((one) => Buffer.compare(one.sourceHash, source) === 0);
  return standingOf({ entry, corrections: corrections.slice(0, index) });
}

/**
 * No id of an entry has a line feed: corrections of prices are named by theirs. A request id has none either, so that
 * none is the name of a content.
 */
function sourceOf(request: CorrectionRequest, half: number): Uint8Array {
  const { requestId } = request;
  if (requestId !== undefined) return sourceHash(`revision\n${requestId}`, half);
  const content = Buffer.from(contentHash(shown(request))).toString('hex');
  return sourceHash(`revision\n\n${content}`, half);
}

type Half = Omit<CorrectionDraft, 'sourceHash' | 'contentHash'>;

function booked(
  chain: EntryChain,
  wanted: Entry,
  { reason, usage, reportedCost }: CorrectionRequest,
  book: PriceBook,
): Half {
  const isPricedAnew = usage !== undefined || reportedCost !== undefined;
  const price = isPricedAnew ? orReported(priceUsage(wanted, book), wanted.reportedCost) : wanted;
  const { cost, lines, status, catalogueVersion, known, approximate } = price;
  const { service, userId, userLane } = wanted;
  return {
    ...bookedAnew({ ...wanted, cost, lines, status }),
    // A late price may have moved the entry to another service since it was recorded.
    service,
    userId,
    userLane,
    usage: wanted.usage,
    catalogueVersion,
    known,
    providerKnown: known || chain.entry.providerKnown,
    approximate,
    reason,
  };
}

function corrected(
  before: Entry,
  { usage, userId, reportedCost }: CorrectionRequest,
  lanes: readonly LaneRule[],
): Entry {
  const user = userId === undefined ? before.userId : (userId ?? undefined);
  return {
    ...before,
    userId: user,
    userLane: user === before.userId ? before.userLane : userLaneOf(lanes, before.day, user),
    usage: usage ?? before.usage,
    // Who says what was really used leaves no doubt.
    problems: usage === undefined ? before.problems : undefined,
    reportedCost: reportedCost ?? before.reportedCost,
  };
}

/** What of a request makes it the same request. */
function shown({ kind, reason, usage, userId, reportedCost }: CorrectionRequest): object {
  return {
    kind,
    reason,
    usage: usage && mapped(usage, String),
    userId,
    reportedCost: reportedCost === undefined ? undefined : String(reportedCost),
  };
}

function mapped<T>(
  usage: Readonly<Record<string, Quantity>>,
  turn: (quantity: Quantity) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(usage).map(([unit, quantity]) => [unit, turn(quantity)]));
}
