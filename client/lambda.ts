import { Invocations, type LambdaContext, type LambdaOptions } from './wrappers/invocation.ts';

export type { LambdaContext, LambdaOptions } from './wrappers/invocation.ts';

interface Request {
  event: unknown;
  context: unknown;
  internal: Record<string, unknown>;
}

interface Begun {
  end: (failed: boolean) => Promise<void>;
  leave: () => void;
}

const KEY = 'costkeeper';

async function finish(request: Request, failed: boolean): Promise<void> {
  const begun = request.internal[KEY] as Begun | undefined;
  if (begun === undefined) return;
  delete request.internal[KEY];
  try {
    await begun.end(failed);
  } finally {
    begun.leave();
  }
}

/**
 * Middy middleware: attributes what the handler records, bills the function's own time (init included) and
 * memory, and sends everything before the answer; near a time-out it sends what there is. Use it first. It
 * takes one invocation at a time, as Lambda does; where a sandbox serves several at once, use `withCostkeeper`.
 */
export function costkeeper<E = unknown>(options: LambdaOptions<E>) {
  const invocations = new Invocations<E>(options);
  return {
    before(request: Request): void {
      const leave = options.client.enterContext(invocations.contextOf(request.event as E));
      const { end } = invocations.begin(request.context as LambdaContext);
      request.internal[KEY] = { end, leave } satisfies Begun;
    },
    after: (request: Request): Promise<void> => finish(request, false),
    onError: (request: Request): Promise<void> => finish(request, true),
  };
}

/** The same around any handler, one of middy too; safe where a sandbox serves several invocations at once. */
export function withCostkeeper<E, C extends LambdaContext, R>(
  options: LambdaOptions<E>,
  handler: (event: E, context: C) => R | Promise<R>,
): (event: E, context: C) => Promise<R> {
  const invocations = new Invocations<E>(options);
  return (event, context) =>
    options.client.withContext(invocations.contextOf(event), async () => {
      const { end } = invocations.begin(context);
      let failed = true;
      try {
        const answer = await handler(event, context);
        failed = false;
        return answer;
      } finally {
        await end(failed);
      }
    });
}
