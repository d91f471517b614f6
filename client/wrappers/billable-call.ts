import type { UsageDraft } from '../core/usage-event.ts';

/** A request to a provider, as far as it can be read. */
export interface ProviderCall {
  method: string;
  url: URL;
  headers: Headers;
  /** The fields of a JSON or form body; files are not read. */
  body: Readonly<Record<string, unknown>>;
}

/** Reads the events of a streamed answer. */
export interface StreamReading {
  /**
   * Takes one event's data, parsed if it is JSON.
   * @returns `drop` for an event that the application did not ask for and must not see
   */
  event(data: unknown): 'keep' | 'drop';
  /** Whether the stream's own last event has passed; SDKs stop reading there. */
  ended?(): boolean;
  /** What the stream told that is billed; undefined until it has told it. */
  usage(): UsageDraft[] | undefined;
  /** The best guess for a stream that ended early; marked as estimated by the caller. */
  estimate(): UsageDraft;
}

/** A request that costs money, and how its answer tells how much. */
export interface BillableCall {
  /** Provider, model and service: what is known before the answer. */
  base: Omit<UsageDraft, 'usage'>;
  /** The request body to send instead, to make the provider tell the usage. */
  body?: string;
  /** Called when the provider refused that body, which the call as it was is then sent without. */
  refused?(): void;
  /** Usage that the answer's status and headers settle, such as characters to speak. */
  fromHeaders?(response: Response): UsageDraft | undefined;
  /** Drafts of a whole answer; several for a list of results. */
  fromAnswer?(answer: unknown, response: Response): UsageDraft[];
  /**
   * Set where an answer may be a stream of events.
   * @param changed the request was sent with `body`
   * @param response its head; the body is read event by event
   */
  openStream?(changed: boolean, response: Response): StreamReading;
  /** A header by which the provider names the answer, before what its body says. */
  idHeader?: string;
  /** A request that is only looked at: its failure is no event. */
  silent?: boolean;
  /** Whether the answer is one JSON object a line. */
  jsonLines?: boolean;
}

/** A call that is known to cost nothing. */
export const FREE = 'free';

/** Says whether a call is billed, and how to read it; undefined for a route that it does not know. */
export type Endpoint = (call: ProviderCall) => BillableCall | typeof FREE | undefined;
