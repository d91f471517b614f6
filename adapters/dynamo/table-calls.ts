import type {
  QueryCommandInput,
  QueryCommandOutput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  BatchWriteCommandInput,
  BatchWriteCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput as ItemQueryInput,
  QueryCommandOutput as ItemQueryOutput,
  ScanCommandInput,
  ScanCommandOutput,
  TransactWriteCommandInput,
  TransactWriteCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { wayOf } from './short-way.ts';

/** What stores are made with: a TableClient, or a client of the SDK that has a short way. */
export interface DocumentClient {
  send(call: never): Promise<unknown>;
}

/**
 * A call of the table: what it is asked, and by its type what it answers. It is sent as a command of the SDK is, by our
 * client or by one of the SDK that has a short way.
 */
export abstract class TableCall<Input extends object, Output> {
  /** In the words of DynamoDB's protocol. */
  abstract readonly operation: string;
  /** Whether items are given and answered as they travel. */
  readonly wire: boolean = false;
  /** Only for the compiler. */
  declare readonly answer: Output;
  readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }

  /**
   * Called by the client that it is sent with, which gives its steps. @throws TypeError where they have no short way
   */
  resolveMiddleware(steps: object): () => Promise<{ readonly output: unknown }> {
    const send = wayOf(steps, this.operation);
    return () => send({ input: this.input, wire: this.wire });
  }
}

/** Sends a call, as DynamoDBDocumentClient.send sends a command. */
export function sendCall<Output>(client: DocumentClient, call: TableCall<object, Output>): Promise<Output> {
  return client.send(call as never) as Promise<Output>;
}

export class GetCall extends TableCall<GetCommandInput, GetCommandOutput> {
  readonly operation = 'GetItem';
}

export class PutCall extends TableCall<PutCommandInput, PutCommandOutput> {
  readonly operation = 'PutItem';
}

export class UpdateCall extends TableCall<UpdateCommandInput, UpdateCommandOutput> {
  readonly operation = 'UpdateItem';
}

export class DeleteCall extends TableCall<DeleteCommandInput, DeleteCommandOutput> {
  readonly operation = 'DeleteItem';
}

export class QueryCall extends TableCall<ItemQueryInput, ItemQueryOutput> {
  readonly operation = 'Query';
}

/** A query whose items nobody walks through: they are as JSON.parse gives them. */
export class WireQueryCall extends TableCall<QueryCommandInput, QueryCommandOutput> {
  readonly operation = 'Query';
  override readonly wire = true;
}

export class ScanCall extends TableCall<ScanCommandInput, ScanCommandOutput> {
  readonly operation = 'Scan';
}

export class BatchGetCall extends TableCall<BatchGetCommandInput, BatchGetCommandOutput> {
  readonly operation = 'BatchGetItem';
}

export class BatchWriteCall extends TableCall<BatchWriteCommandInput, BatchWriteCommandOutput> {
  readonly operation = 'BatchWriteItem';
}

export class TransactWriteCall extends TableCall<TransactWriteCommandInput, TransactWriteCommandOutput> {
  readonly operation = 'TransactWriteItems';
}

export class UpdateTimeToLiveCall extends TableCall<UpdateTimeToLiveCommandInput, unknown> {
  readonly operation = 'UpdateTimeToLive';
}
