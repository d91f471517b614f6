import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextField, EntryFieldRows, KindOf, ShownName } from '../../contracts/entry-field-names.ts';
import { CONTEXT_FIELDS, layOver, type WireValues } from './event-fields.ts';
import { createTally, type Tally } from './tally.ts';

export type { Reference } from './event-fields.ts';

type Carried<Name extends ContextField> =
  | WireValues[KindOf<Name>]
  | (EntryFieldRows[Name]['context'] extends 'clear' ? null : never);

/** The fields of an event that its context carries. */
type ContextFields = { [Name in ContextField as ShownName<Name>]?: Carried<Name> | undefined };

/** Attribution that is set once at the edge and reaches every event recorded below it. */
export interface UsageContext extends ContextFields {
  /** Who the work is for; `null` means "work of the system", also inside a context that names a user. */
  userId?: string | null | undefined;
  /** The hold that the next billed event settles. */
  holdId?: string | null | undefined;
  /** The provider that the hold is for: what others cost meanwhile does not settle it. */
  holdFor?: string | undefined;
  /** The hold below which calls ask the gate; `null`: below none. */
  parentHoldId?: string | null | undefined;
}

/** A context in which nothing is left out, so that a copy that forgets a field does not compile. */
type WholeContext = { [Name in keyof Required<UsageContext>]: UsageContext[Name] };

/** A context on the stack of asynchronous calls, with what was recorded in it and below. */
export interface ContextScope {
  context: UsageContext;
  tally: Tally;
  parent: ContextScope | undefined;
}

/**
 * Lays one context over another: what the inner one names wins, tags are joined. A field that is absent or
 * `undefined` leaves the outer one's; `null` clears it.
 */
function mergeContext(outer: UsageContext, inner: UsageContext): WholeContext {
  const merged: Record<string, unknown> = {};
  for (const { name, context } of CONTEXT_FIELDS) merged[name] = layOver(context, inner[name], outer[name]);
  const { holdFor } = inner.holdId === undefined ? outer : inner;
  const { parentHoldId = outer.parentHoldId } = inner;
  return { ...(merged as Omit<WholeContext, 'holdFor' | 'parentHoldId'>), holdFor, parentHoldId };
}

/** The contexts of one client: a scope per `withContext`, found again below by AsyncLocalStorage. */
export interface ScopeStack {
  current(): ContextScope;
  run<T>(context: UsageContext, body: () => T): T;
  /** Lays a context under everything outside `run` until the function it gives is called. */
  enter(context: UsageContext): () => void;
}

/** Makes the stack; `defaults` hold for everything that is recorded outside any context too. */
export function createScopeStack(defaults: UsageContext): ScopeStack {
  const storage = new AsyncLocalStorage<ContextScope>();
  let root: ContextScope = { context: defaults, tally: createTally(), parent: undefined };
  const current = (): ContextScope => storage.getStore() ?? root;
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
      const entered: ContextScope = {
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
