import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a client has read since it was last reset. */
export interface ReadCounts {
  calls(): number;
  items(): number;
  /** Read units, as the engine counts them; a page of a whole partition as it travels counts one. */
  units(): number;
  reset(): void;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

interface ReadOutput {
  readonly ConsumedCapacity?: Consumed | readonly Consumed[];
  readonly Item?: object;
  readonly Items?: readonly object[];
  readonly Responses?: Readonly<Record<string, readonly object[]>>;
}

const READS = new Set([
  'GetCommand',
  'QueryCommand',
  'BatchGetCommand',
  'GetItemCommand',
  'BatchGetItemCommand',
]);

/** Counts reads and the items they brought, from now on. */
export function countReads(client: Pick<DynamoDBDocumentClient, 'middlewareStack'>): ReadCounts {
  let calls = 0;
  let items = 0;
  let units = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!READS.has(String(context.commandName))) return next(args);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { Item, Items = [], Responses = {}, ConsumedCapacity } = result.output as ReadOutput;
      calls++;
      units += unitsOf(ConsumedCapacity);
      items += (Item ? 1 : 0) + Items.length + Object.values(Responses).flat().length;
      return result;
    },
    { step: 'initialize', name: 'countReads' },
  );
  return {
    calls: () => calls,
    items: () => items,
    units: () => units,
    reset: () => {
      calls = 0;
      items = 0;
      units = 0;
    },
  };
}

/** Counts scans of a table from now on. */
export function countScans(client: Pick<DynamoDBDocumentClient, 'middlewareStack'>): () => number {
  let scans = 0;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (commandName.startsWith('Scan')) scans++;
        return next(args);
      },
    { step: 'initialize', name: 'countScans' },
  );
  return () => scans;
}

function unitsOf(consumed: ReadOutput['ConsumedCapacity']): number {
  if (consumed === undefined) return 1;
  return [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
