import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import { InvalidInputError, UnavailableError } from '../../core/errors.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import type { Entry, EntryKey, Outcome } from '../../core/usage/entry.ts';
import type { CorrectionWriter, ExistingEntry, PlacedItem } from '../../core/usage/usage-ports.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import { entryItem, type Item, PLACED } from './entry-item.ts';
import { noteBegin } from './listed-since.ts';
import { HeldMonthNotes } from './month-notes.ts';
import { entryKey, entryPartition, markKey, outcomeKey } from './keys.ts';
import { markExpiry } from './mark-age.ts';
import { outcomeItem } from './outcome-item.ts';
import type { Table } from './table.ts';

/** The recorder's writes to the table, and those of corrections. */
export class DynamoLedgerWriter implements CorrectionWriter {
  readonly #table: Table;
  readonly #months: HeldMonthNotes;
  /** The first day of an outcome that this writer has noted. */
  #began: Day | undefined;

  constructor(table: Table) {
    this.#table = table;
    this.#months = new HeldMonthNotes(table);
  }

  async putEntry(entry: Entry): Promise<ExistingEntry | undefined> {
    const found = await this.#table.putIfAbsent(entryItem(entry)).catch(refuseContent);
    return found && existingOf(found);
  }

  async putTogether(entries: readonly Entry[]): Promise<boolean> {
    const refused = await this.#table.transact(
      entries.map((entry) => ({ Put: { Item: entryItem(entry), ...IF_ABSENT } })),
    );
    if (refused === undefined) return true;
    if (refused.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict'))
      return false;
    throw new UnavailableError(`the table does not take corrections: ${refused.join(', ')}`);
  }

  async findEntry(key: EntryKey): Promise<ExistingEntry | undefined> {
    const found = await this.#table.get(entryKey(key));
    return found && existingOf(found);
  }

  async putOutcome(outcome: Outcome): Promise<boolean> {
    if (this.#began === undefined || outcome.day < this.#began) {
      await noteBegin(this.#table, outcome.day);
      this.#began = outcome.day;
    }
    const found = await this.#table.putIfAbsent(outcomeItem(outcome));
    return (
      !found ||
      (found[PLACED.batch] === outcome.mark?.batch &&
        smallNumber(found[PLACED.index]) === outcome.mark?.index)
    );
  }

  async writeTally(batch: string, partition: string, count: number): Promise<void> {
    await this.#table.update(markKey({ batch, partition }), {
      UpdateExpression: 'SET n = :n, e = :e, #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':n': count, ':e': ENTITY.mark, ':ttl': markExpiry(batch) },
    });
  }

  partitionOf(item: PlacedItem): string {
    return 'messageId' in item ? outcomeKey(item).pk : entryPartition(item.day, item.lane);
  }

  noteDay(day: Day, at: Instant): Promise<void> {
    return this.#months.note(day, at);
  }
}

const IF_ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' } as const;

function existingOf(found: Item): ExistingEntry {
  return {
    mark: { batch: textAttribute(found[PLACED.batch]), index: smallNumber(found[PLACED.index]) },
    sourceHash: found[ENTRY_FIELDS.sourceHash.attribute] as Uint8Array,
    contentHash: found[ENTRY_FIELDS.contentHash.attribute] as Uint8Array,
    via:
      found[ENTRY_FIELDS.via.attribute] === undefined
        ? undefined
        : textAttribute(found[ENTRY_FIELDS.via.attribute]),
  };
}

/** Names of DynamoDB's errors that the same item would meet every time. */
const CONTENT_ERRORS: readonly string[] = ['ValidationException', 'SerializationException'];

function refuseContent(error: unknown): never {
  if (error instanceof Error && CONTENT_ERRORS.includes(error.name)) {
    throw new InvalidInputError(`the table does not take the event: ${error.message}`, [], { cause: error });
  }
  throw error;
}
