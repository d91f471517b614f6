import { Buffer } from 'node:buffer';
import { type FieldError, InvalidInputError } from '../errors.ts';
import { dayOf, type Instant } from '../time/ledger-time.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import type { MarkPosition, Outcome } from './entry.ts';
import { type OutcomeKind, SUSPECT } from '../../contracts/usage-vocabulary.ts';
import { sourceHash } from './exact-json.ts';
import { type EntrySettings, makeEntry, type UnmarkedEntry, withMark } from './make-entry.ts';
import { suspicionOf } from './magnitude-guard.ts';
import { type AcceptedEvent, parseMessage, type RejectedEvent } from './parse-message.ts';
import type { ImportWindow } from './import-window.ts';
import { acrossMidnight, secondWay } from './same-call.ts';
import { rejectTime, TOO_OLD } from './event-time.ts';
import type { ExistingEntry, UsagePorts } from './usage-ports.ts';
import { batchesOf } from '../in-batches.ts';

/** A usage message as the queue hands it over. */
interface UsageMessage {
  readonly messageId: string;
  /** When it was first sent: the same in every redelivery. */
  readonly sentAt: Instant;
  readonly body: string;
}

/** Puts under way at once for one message; keeps a message of 1,000 events within the time-out. */
const PARALLEL_PUTS = 32;
/** A larger body goes to the bucket: an item ends at 400 KB. */
const BODY_IN_ITEM_BYTES = 200 * 1024;

/**
 * One recorder batch. `recordMessage` may run side by side for several messages; it rejects when the
 * ledger cannot be written, and then the same message is simply brought again. `finish` writes the
 * tallies that `/status` counts from; it comes after the last message.
 */
export interface Recording {
  recordMessage(message: UsageMessage): Promise<void>;
  finish(): Promise<void>;
  /** Events of the batch so far that are in the quarantine: rejected, or in conflict with their first telling. */
  keptAside(): number;
}

/** Starts a recorder batch under the name `batch`, a ULID of its own. */
export function beginRecording(ports: UsagePorts, settings: EntrySettings, batch: string): Recording {
  const positions = new Map<string, { next: number; written: number }>();
  const partition = (name: string) => {
    const known = positions.get(name) ?? { next: 0, written: 0 };
    positions.set(name, known);
    return known;
  };
  const place = (name: string): MarkPosition => ({ batch, index: partition(name).next++ });
  const recorder = new MessageRecorder(ports, settings, batch, place, (name) => partition(name).written++);
  return {
    recordMessage: (message) => recorder.record(message),
    keptAside: () => recorder.keptAside,
    finish: async () => {
      const tallies = [...positions].filter(([, { written }]) => written > 0);
      const settled = await Promise.allSettled(
        tallies.map(([name, { written }]) => ports.ledger.writeTally(batch, name, written)),
      );
      const failed = settled.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}

class MessageRecorder {
  readonly #ports: UsagePorts;
  /** One book for the whole batch. */
  #prices: Promise<PriceBook> | undefined;
  /** The open import, read once for the whole batch. */
  #import: Promise<ImportWindow | undefined> | undefined;
  /** How many lanes totals have, read once for the whole batch. */
  #totalLanes: Promise<number> | undefined;
  readonly #settings: EntrySettings;
  readonly #batch: string;
  readonly #place: (partition: string) => MarkPosition;
  readonly #written: (partition: string) => void;
  keptAside = 0;

  constructor(
    ports: UsagePorts,
    settings: EntrySettings,
    batch: string,
    place: (partition: string) => MarkPosition,
    written: (partition: string) => void,
  ) {
    this.#ports = ports;
    this.#settings = settings;
    this.#batch = batch;
    this.#place = place;
    this.#written = written;
  }

  async record(message: UsageMessage): Promise<void> {
    const prices = await (this.#prices ??= this.#ports.prices.current());
    const events = parseMessage(message.body, await this.#ports.users?.current());
    for (const batch of batchesOf(events, PARALLEL_PUTS)) {
      const settled = await Promise.allSettled(
        batch.map((event) =>
          event.kind === 'rejected' ? this.#reject(message, event) : this.#accept(message, event, prices),
        ),
      );
      const failed = settled.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    }
  }

  async #accept(message: UsageMessage, accepted: AcceptedEvent, prices: PriceBook): Promise<void> {
    const rejection = await this.#outsideLedger(message, accepted);
    if (rejection) return this.#reject(message, rejection);
    const put = await this.#record(message, accepted, prices);
    if ('kind' in put) return this.#reject(message, put);
    const { entry, existing } = put;
    const { id, correlationId, provider, model, status } = entry;
    if (!existing) return this.#ports.log.recorded({ id, correlationId, provider, model, status });
    const kind = classify(entry, existing);
    if (kind !== 'redelivery') {
      const reason = secondWay(entry, existing) ?? REPEATED[kind];
      await this.#keep(message, kind, rejectedEvent(accepted, reason, []));
    }
    this.#ports.log.recorded({ id, correlationId, provider, model, status: kind });
  }

  /** What passed the border and still cannot be stored is rejected: tried again, it would fail for ever. */
  async #record(
    message: UsageMessage,
    accepted: AcceptedEvent,
    prices: PriceBook,
  ): Promise<Put | RejectedEvent> {
    const { ledger, clock } = this.#ports;
    const count = await (this.#totalLanes ??= this.#ports.totalLanes?.() ?? Promise.resolve(1));
    try {
      const unmarked = makeEntry(
        {
          event: accepted.event,
          contentHash: accepted.contentHash,
          sourceHash: sourceHash(message.messageId, accepted.index),
          recordedAt: clock.now(),
          spread: { count, batch: this.#batch },
        },
        this.#settings,
        prices,
      );
      const suspicion = await this.#suspicion(unmarked, accepted);
      if (suspicion) return rejectedEvent(accepted, SUSPECT, [suspicion]);
      const there = await acrossMidnight(unmarked, this.#settings, ledger);
      if (there) return { entry: unmarked, existing: there };
      await ledger.noteDay(unmarked.day, clock.now());
      return await this.#put(unmarked);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      const errors = error.fields.length > 0 ? error.fields : [{ field: '', message: error.message }];
      return rejectedEvent(accepted, 'cannot be stored', errors);
    }
  }

  /** What is recorded already is what it was, whatever is usual by now. */
  async #suspicion(unmarked: UnmarkedEntry, { vouched }: AcceptedEvent): Promise<FieldError | undefined> {
    const { guard, ledger } = this.#ports;
    if (!guard || vouched) return undefined;
    const suspicion = await suspicionOf(unmarked, guard.factor, guard.history);
    return suspicion && !(await ledger.findEntry(unmarked)) ? suspicion : undefined;
  }

  /** An answer that names our own mark is our own put whose first answer was lost. */
  async #put(unmarked: UnmarkedEntry): Promise<Put> {
    const { ledger } = this.#ports;
    const partition = ledger.partitionOf(unmarked);
    const entry = withMark(unmarked, this.#place(partition));
    const found = await ledger.putEntry(entry);
    const own = found?.mark.batch === this.#batch && found.mark.index === entry.mark.index;
    if (!found || own) this.#written(partition);
    return { entry, existing: own ? undefined : found };
  }

  async #outsideLedger(message: UsageMessage, accepted: AcceptedEvent): Promise<RejectedEvent | undefined> {
    const { sentAt } = message;
    const occurredAt = Date.parse(accepted.event.occurredAt);
    let rejection = rejectTime(occurredAt, sentAt, this.#settings);
    if (rejection?.reason === TOO_OLD && accepted.imported) {
      const open = await (this.#import ??= this.#ports.imports?.read() ?? Promise.resolve(undefined));
      if (open && sentAt <= open.until) rejection = rejectTime(occurredAt, sentAt, this.#settings, open.from);
    }
    return rejection && rejectedEvent(accepted, rejection.reason, [rejection.error]);
  }

  #reject(message: UsageMessage, rejected: RejectedEvent): Promise<void> {
    return this.#keep(message, 'rejected', rejected);
  }

  async #keep(message: UsageMessage, kind: OutcomeKind, rejected: RejectedEvent): Promise<void> {
    const { ledger, bodies, clock } = this.#ports;
    const base = {
      kind,
      day: dayOf(message.sentAt, 'UTC'),
      messageId: message.messageId,
      index: rejected.index,
      recordedAt: clock.now(),
      reason: rejected.reason,
      errors: rejected.errors,
      eventId: rejected.eventId,
    };
    const large = Buffer.byteLength(rejected.body) > BODY_IN_ITEM_BYTES;
    const bodyKey = large ? `quarantine/${base.day}/${message.messageId}-${rejected.index}.json` : undefined;
    if (bodyKey) await bodies.putBody(bodyKey, rejected.body);
    const partition = ledger.partitionOf(base);
    const outcome: Outcome = {
      ...base,
      mark: this.#place(partition),
      body: bodyKey === undefined ? rejected.body : undefined,
      bodyKey,
    };
    if (!(await ledger.putOutcome(outcome))) return;
    this.#written(partition);
    if (kind !== 'duplicate') this.keptAside += 1;
  }
}

function classify(entry: UnmarkedEntry, existing: ExistingEntry): 'redelivery' | keyof typeof REPEATED {
  if (Buffer.compare(entry.sourceHash, existing.sourceHash) === 0) return 'redelivery';
  if (Buffer.compare(entry.contentHash, existing.contentHash) === 0) return 'duplicate';
  return secondWay(entry, existing) === undefined ? 'conflict' : 'duplicate';
}

/** Why an event is kept that made no entry, where its way does not say it. */
const REPEATED = {
  duplicate: 'recorded before',
  conflict: 'another event with this id was recorded on that day',
} as const;

interface Put {
  readonly entry: UnmarkedEntry;
  /** What was there before; undefined when this put wrote the entry. */
  readonly existing: ExistingEntry | undefined;
}

function rejectedEvent(
  { index, body, event }: AcceptedEvent,
  reason: string,
  errors: readonly FieldError[],
): RejectedEvent {
  return { kind: 'rejected', index, reason, errors, body, eventId: event.id };
}
