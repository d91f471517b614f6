import type { documentClient } from '../../adapters/dynamo/document-client.ts';

/** What a client has read since it was last reset. */
export interface ReadCounts {
  calls(): number;
  items(): number;
  reset(): void;
}

interface ReadOutput {
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
export function countReads(client: ReturnType<typeof documentClient>): ReadCounts {
  let calls = 0;
  let items = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (READS.has(String(context.commandName))) {
        const { Item, Items = [], Responses = {} } = result.output as ReadOutput;
        calls++;
        items += (Item ? 1 : 0) + Items.length + Object.values(Responses).flat().length;
      }
      return result;
    },
    { step: 'initialize', name: 'countReads' },
  );
  return {
    calls: () => calls,
    items: () => items,
    reset: () => {
      calls = 0;
      items = 0;
    },
  };
}
