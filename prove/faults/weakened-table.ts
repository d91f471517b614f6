import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Answer, WaitingCall } from './invocation.ts';
import type { Choices } from './random.ts';
import { type BatchOfKeys, putsOf, keyText, type WireBody, type WireItem, writtenKeys } from './wire.ts';

/** What becomes of a call: served, refused before it is served, or served with the answer lost. */
export type Fate = 'served' | 'lost' | 'throttled' | 'broken' | 'unprocessed' | 'conflict';

/** Steps that an eventually consistent read or an index may lag. */
const LAG_STEPS = 12;

function failure(name: string, statusCode: number, extra: object = {}): Error {
  return Object.assign(new Error(`${name}, made by the fault proof`), {
    name,
    $metadata: { httpStatusCode: statusCode },
    ...extra,
  });
}

const lostAnswer = () => failure('TimeoutError', 0, { code: 'ECONNRESET' });

interface Read {
  Item?: WireItem;
  Items?: WireItem[];
  Responses?: Record<string, WireItem[]>;
  UnprocessedKeys?: Record<string, BatchOfKeys>;
}

/**
 * The embedded engine serves one request after the other, never sheds load and reads its own writes at
 * once. DynamoDB does none of that: here the engine is made as weak as the real one may be.
 */
export class WeakenedTable {
  readonly #choices: Choices;
  readonly #lastWrite = new Map<string, number>();
  readonly #lastRead = new Map<string, WireItem | undefined>();
  #step = 0;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** A fate for a call that fits its kind. */
  fateOf(call: WaitingCall): Fate {
    return this.#choices.weighted<Fate>([
      [4, 'lost'],
      [2, 'throttled'],
      [2, 'broken'],
      [call.body.RequestItems ? 3 : 0, 'unprocessed'],
    ]);
  }

  /** Serves the call, or not, and hands over an answer; `undefined` answers nothing. */
  async serve(call: WaitingCall, fate: Fate, to: ((answer: Answer) => void) | undefined): Promise<void> {
    this.#step++;
    if (fate === 'conflict') return to?.({ error: conflictOn(call, this.#choices) });
    if (fate === 'throttled') return to?.({ error: throttled(call) });
    if (fate === 'broken' && this.#choices.chance(0.5))
      return to?.({ error: failure('InternalServerError', 500) });
    const puts = putsOf(call.body);
    if (fate === 'unprocessed' && puts.length > 0) return to?.(nothingPut(call.body));
    const answer = await this.#send(call);
    if (fate === 'lost') return to?.({ error: lostAnswer() });
    if (fate === 'broken') return to?.({ error: failure('InternalServerError', 500) });
    if (fate === 'unprocessed' && 'value' in answer) this.#leaveOver(call.body, answer.value);
    to?.(answer);
  }

  async #send(call: WaitingCall): Promise<Answer> {
    try {
      const value = await call.send();
      for (const key of writtenKeys(call.body)) this.#lastWrite.set(key, this.#step);
      this.#readLate(call.body, (value as { output?: Read }).output ?? {});
      return { value };
    } catch (error) {
      return { error: error as Error };
    }
  }

  /** Reads that do not ask for consistency get what was there some steps ago. */
  #readLate(body: WireBody, output: Read): void {
    if (output.Item && body.ConsistentRead !== true) {
      const item = this.#earlier(output.Item);
      if (item) output.Item = item;
      else delete output.Item;
    }
    if (output.Items && (body.ConsistentRead !== true || body.IndexName !== undefined)) {
      output.Items = this.#earlierOf(output.Items);
    }
    for (const [table, items] of Object.entries(output.Responses ?? {})) {
      const batch = body.RequestItems?.[table];
      if (batch && 'Keys' in batch && batch.ConsistentRead === true) continue;
      (output.Responses as Record<string, WireItem[]>)[table] = this.#earlierOf(items);
    }
  }

  #earlierOf(items: readonly WireItem[]): WireItem[] {
    return items.map((item) => this.#earlier(item)).filter((item) => item !== undefined);
  }

  #earlier(item: WireItem): WireItem | undefined {
    const key = keyText(item);
    const written = this.#lastWrite.get(key);
    const fresh = written === undefined || this.#step - written > this.#choices.below(LAG_STEPS);
    if (fresh) this.#lastRead.set(key, item);
    return fresh ? item : this.#lastRead.get(key);
  }

  /** BatchGetItem may leave keys over. */
  #leaveOver({ RequestItems = {} }: WireBody, value: object): void {
    const { output } = value as { output: Read };
    for (const [table, batch] of Object.entries(RequestItems)) {
      if ('Keys' in batch) this.#leaveKeys(table, batch, output);
    }
  }

  #leaveKeys(table: string, { Keys, ConsistentRead }: BatchOfKeys, output: Read): void {
    const left = Keys.filter(() => this.#choices.chance(0.5));
    const names = new Set(left.map(keyText));
    const served = output.Responses?.[table]?.filter((item) => !names.has(keyText(item))) ?? [];
    output.Responses = { [table]: served };
    if (left.length > 0) {
      output.UnprocessedKeys = {
        [table]: { Keys: left, ...(ConsistentRead === undefined ? {} : { ConsistentRead }) },
      };
    }
  }
}

/** BatchWriteItem may succeed and still have put nothing. */
function nothingPut({ RequestItems }: WireBody): Answer {
  return { value: { response: {}, output: { $metadata: {}, UnprocessedItems: RequestItems } } };
}

function throttled(call: WaitingCall): Error {
  return call.operation === 'TransactWriteItems'
    ? cancelled(call, () => 'ThrottlingError')
    : failure('ProvisionedThroughputExceededException', 400);
}

/** A transaction that meets another writer is cancelled; so is a plain write that meets a transaction. */
function conflictOn(call: WaitingCall, choices: Choices): Error {
  if (call.operation !== 'TransactWriteItems') return failure('TransactionConflictException', 400);
  const hit = choices.below(call.body.TransactItems?.length ?? 1);
  return cancelled(call, (index) => (index === hit ? 'TransactionConflict' : 'None'));
}

function cancelled({ body }: WaitingCall, codeOf: (index: number) => string): Error {
  return new TransactionCanceledException({
    message: 'Transaction cancelled, made by the fault proof',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: (body.TransactItems ?? []).map((_, index) => ({ Code: codeOf(index) })),
  });
}

/** True when another call that is under way writes a key of this one, and one of the two is a transaction. */
export function overlaps(call: WaitingCall, others: readonly WaitingCall[]): boolean {
  const keys = new Set(writtenKeys(call.body));
  return others.some(
    (other) =>
      other !== call &&
      (other.operation === 'TransactWriteItems' || call.operation === 'TransactWriteItems') &&
      writtenKeys(other.body).some((key) => keys.has(key)),
  );
}
