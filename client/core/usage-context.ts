import { AsyncLocalStorage } from 'node:async_hooks';
import { createTally, type Tally } from './tally.ts';

/** What the work was done for (an episode, a session, a job), or what that belongs to. */
export interface Reference {
  type: string;
  id: string;
}

/** Attribution that is set once at the edge and reaches every event recorded below it. */
export interface UsageContext {
  /** Who the work is for; `null` means "work of the system", also inside a context that names a user. */
  userId?: string | null | undefined;
  resource?: Reference | null | undefined;
  group?: Reference | null | undefined;
  tags?: Record<string, string> | undefined;
  operation?: string | undefined;
  /** The hold that the next billed event settles. */
  holdId?: string | null | undefined;
  /** The provider that the hold is for: what others cost meanwhile does not settle it. */
  holdFor?: string | undefined;
}

/** A context on the stack of asynchronous calls, with what was recorded in it and below. */
export interface Scope {
  context: UsageContext;
  tally: Tally;
  parent: Scope | undefined;
}

/**
 * Lays one context over another: what the inner one names wins, tags are joined. A field that is absent or
 * `undefined` leaves the outer one's; `null` clears it.
 */
export function mergeContext(outer: UsageContext, inner: UsageContext): UsageContext {
  return {
    userId: inner.userId === undefined ? outer.userId : inner.userId,
    resource: inner.resource === undefined ? outer.resource : inner.resource,
    group: inner.group === undefined ? outer.group : inner.group,
    tags: inner.tags && outer.tags ? { ...outer.tags, ...inner.tags } : (inner.tags ?? outer.tags),
    operation: inner.operation ?? outer.operation,
    holdId: inner.holdId === undefined ? outer.holdId : inner.holdId,
    holdFor: inner.holdId === undefined ? outer.holdFor : inner.holdFor,
  };
}

/** The contexts of one client: a scope per `withContext`, found again below by AsyncLocalStorage. */
export interface ScopeStack {
  current(): Scope;
  run<T>(context: UsageContext, body: () => T): T;
  /** Lays a context under everything outside `run` until the function it gives is called. */
  enter(context: UsageContext): () => void;
}

/** Makes the stack; `defaults` hold for everything that is recorded outside any context too. */
export function createScopeStack(defaults: UsageContext): ScopeStack {
  const storage = new AsyncLocalStorage<Scope>();
  let root: Scope = { context: defaults, tally: createTally(), parent: undefined };
  const current = (): Scope => storage.getStore() ?? root;
  return {
    current,
    run(context, body) {
      const parent = current();
      return storage.run(
        { context: mergeContext(parent.context, context), tally: createTally(), parent },
        body,
      );
    },
    enter(context) {
      const before = root;
      const entered: Scope = {
        context: mergeContext(before.context, context),
        tally: createTally(),
        parent: before,
      };
      root = entered;
      return () => {
        if (root === entered) root = before;
      };
    },
  };
}
