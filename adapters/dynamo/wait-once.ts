import { AsyncLocalStorage } from 'node:async_hooks';
import { isLate } from './retry-policy.ts';
import type { Steps } from './short-way.ts';

/** What the calls of the table within one piece of work know of each other. */
interface Wait {
  /** Why the first call that the table did not answer in time failed. */
  late?: unknown;
}

const waits = new AsyncLocalStorage<Wait>();

/**
 * Does work that waits for a silent table once: after one of its calls was not answered in time, each later one
 * rejects at once as that one did, also where the work could do without the first. Its caller has no time for a second.
 */
export function waitingOnce<T>(work: () => Promise<T>): Promise<T> {
  return waits.run({}, work);
}

/** Has the calls of a client keep to waitingOnce; outside of it they are made as ever. */
export function keepToOneWait({ middlewareStack }: { readonly middlewareStack: Steps }): void {
  middlewareStack.add(
    (next) => async (args) => {
      const wait = waits.getStore();
      if (!wait) return next(args);
      if (wait.late !== undefined) throw wait.late;
      try {
        return await next(args);
      } catch (error) {
        if (isLate(error)) wait.late = error;
        throw error;
      }
    },
    { step: 'initialize', priority: 'high', name: 'keepToOneWait' },
  );
}
