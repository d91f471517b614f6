import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { Entry, Outcome } from '../../core/usage/entry.ts';
import type { ExistingEntry, LedgerWriter, PlacedItem } from '../../core/usage/usage-ports.ts';
import { jitteredPause } from '../clock/jittered-pause.ts';
import { smallNumber, textOf } from './document-client.ts';
import { entryItem, type Item } from './entry-item.ts';
import { entryPartition, LEDGER_KEY, markKey, outcomeKey } from './keys.ts';
import { markExpiry } from './mark-age.ts';
import { outcomeItem } from './outcome-item.ts';

/** Conflicts that a receipt outlasts. */
const RECEIPT_ATTEMPTS = 8;

/** The recorder's writes to the table. */
export class DynamoLedgerWriter implements LedgerWriter {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #pause: (attempt: number) => Promise<void>;
  #firstDay: Day | undefined;

  constructor(client: DynamoDBDocumentClient, table: string, pause = jitteredPause) {
    this.#client = client;
    this.#table = table;
    this.#pause = pause;
  }

  async putEntry(entry: Entry): Promise<ExistingEntry | undefined> {
    const found = await this.#putIfAbsent(entryItem(entry)).catch(refuseContent);
    if (!found) return undefined;
    return {
      mark: { batch: textOf(found['rb']), index: smallNumber(found['i']) },
      sourceHash: found['hs'] as Uint8Array,
      contentHash: found['hc'] as Uint8Array,
    };
  }

  async putOutcome(outcome: Outcome): Promise<boolean> {
    const found = await this.#putIfAbsent(outcomeItem(outcome));
    return !found || (found['rb'] === outcome.mark?.batch && smallNumber(found['i']) === outcome.mark?.index);
  }

  /** The aggregator may be at the mark at the same time; the SDK does not try such a conflict again. */
  async writeReceipt(batch: string, partition: string, count: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#updateReceipt(batch, partition, count);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'TransactionConflictException') throw error;
        if (attempt + 1 === RECEIPT_ATTEMPTS) throw error;
        await this.#pause(attempt);
      }
    }
  }

  async #updateReceipt(batch: string, partition: string, count: number): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: markKey({ batch, partition }),
        UpdateExpression: 'SET n = :n, e = :e, #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':n': count, ':e': ENTITY.mark, ':ttl': markExpiry(batch) },
      }),
    );
  }

  partitionOf(item: PlacedItem): string {
    return 'messageId' in item ? outcomeKey(item).pk : entryPartition(item.day, item.lane);
  }

  /** One write for each new earliest day; a warm function remembers it. */
  async noteFirstDay(day: Day): Promise<void> {
    if (this.#firstDay !== undefined && this.#firstDay <= day) return;
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: LEDGER_KEY,
          UpdateExpression: 'SET d = :day, e = :e',
          ConditionExpression: 'attribute_not_exists(d) OR d > :day',
          ExpressionAttributeValues: { ':day': day, ':e': ENTITY.ledger },
        }),
      );
      this.#firstDay = day;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      this.#firstDay = day;
    }
  }

  async #putIfAbsent(item: Item): Promise<Item | undefined> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item) {
        return unmarshall(error.Item, { wrapNumbers: true });
      }
      throw error;
    }
  }
}

/** Names of DynamoDB's errors that the same item would meet every time. */
const CONTENT_ERRORS: readonly string[] = ['ValidationException', 'SerializationException'];

function refuseContent(error: unknown): never {
  if (error instanceof Error && CONTENT_ERRORS.includes(error.name)) {
    throw new InvalidInputError(`the table does not take the event: ${error.message}`, [], { cause: error });
  }
  throw error;
}
