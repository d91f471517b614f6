/** Carries one message body to the ledger. */
export interface Transport {
  /**
   * Sends `{"events":[…]}`. Resolves when the receiver has acknowledged it; `rejected` names events that it
   * read and did not take, by position, `warnings` what it says of those that it took. Rejects with a SendFailure, or with anything else for "try again".
   */
  send(body: string): Promise<{ rejected?: { index: number; reason: string }[]; warnings?: string[] }>;
  /** Ends connections that the transport opened by itself. */
  close?(): void;
}

/** What to do where something else answers than the ledger. */
export const WRONG_ADDRESS = "apiUrl is not the ledger's: it ends in /cost-tracking or /cost-tracking/key";

/** What to do where the SDK for the queue is not there. */
export const NO_SDK = 'install @aws-sdk/client-sqs, or use transport: "http"';

/** A failed send and what to do about it. */
export class SendFailure extends Error {
  override name = 'SendFailure';
  /** Repeating the same body cannot help. */
  readonly permanent: boolean;
  /** The body is too large for the receiver; smaller ones may pass. */
  readonly tooLarge: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    how: { permanent?: boolean; tooLarge?: boolean; retryAfterMs?: number | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.permanent = how.permanent ?? false;
    this.tooLarge = how.tooLarge ?? false;
    this.retryAfterMs = how.retryAfterMs;
  }
}
