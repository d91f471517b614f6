import type { AuthorizeRequest, Grant } from './gate-types.ts';
import type { UsageDraft } from './usage-event.ts';

/** All that a wrapper needs of a client: somewhere to record. */
export interface UsageRecorder {
  record(draft: UsageDraft): string;
  /** Counts a call of a route that a wrapper saw and does not know: its cost is not recorded. */
  countUncovered?(route: string): void;
  /** A call begins in this context; the function that it gives is called when the call has been recorded. */
  callBegins?(): () => void;
}

/** A call that the gate let through. */
export interface EnteredCall {
  readonly grant: Grant;
  /** Runs `body` under the hold, which the call's event settles. */
  readonly run: <T>(body: () => T) => T;
  /** Gives the hold back when the calls begun under it have ended and none was billed. */
  readonly leave: () => void;
}

/** What a wrapper needs to ask the gate before each call. */
export interface GatedRecorder extends UsageRecorder {
  /** The ledger's address; without it there is no gate. */
  readonly apiUrl: string | undefined;
  /**
   * Asks the budgets for one call; undefined where a hold for its provider is open in this context already.
   * Rejects as `authorize` does.
   */
  enterGate(request: AuthorizeRequest): Promise<EnteredCall | undefined>;
}
