import type { TestDynamo } from '../../testing/dynamo.ts';

/** Requests to the table and bytes of its answers. */
interface Answers {
  requests: number;
  bytes: number;
}

/** A client of the engine, and what it asked for so far. */
export function countingClient(dynamo: TestDynamo) {
  const client = dynamo.client();
  const answers: Answers = { requests: 0, bytes: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers = {} } = result.response as { headers?: Readonly<Record<string, string>> };
      answers.requests += 1;
      answers.bytes += Number(headers['content-length'] ?? 0);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return { client, answers };
}
