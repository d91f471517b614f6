import { mockClient } from 'aws-sdk-client-mock';
import { TableClient } from '../../adapters/dynamo/document-client.ts';
import type { TableCall } from '../../adapters/dynamo/table-calls.ts';

type CallClass<Input extends object, Output> = new (input: Input) => TableCall<Input, Output>;

interface Behaviour<Output> {
  resolves(answer: Partial<Output>): Behaviour<Output>;
  resolvesOnce(answer: Partial<Output>): Behaviour<Output>;
  rejects(error: Error): Behaviour<Output>;
}

/** What aws-sdk-client-mock does, for calls of the table. */
export interface TableMock {
  on<Input extends object, Output>(
    call: CallClass<Input, Output>,
    input?: object,
    strict?: boolean,
  ): Behaviour<Output>;
  commandCalls<Input extends object, Output>(
    call: CallClass<Input, Output>,
  ): readonly { readonly args: readonly [{ readonly input: Input }] }[];
  calls(): readonly { readonly args: readonly [object] }[];
  reset(): void;
  restore(): void;
}

/** Has every client of the table answer as a test says, without a table. */
export function mockTable(): TableMock {
  return mockClient(TableClient as never) as unknown as TableMock;
}
