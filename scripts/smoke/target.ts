/** The running system that a smoke test goes through. */
export interface SmokeTarget {
  /** What it is called on the receipt. */
  readonly name: string;
  /** Address of the API, without a slash at the end. */
  readonly api: string;
  /** An origin that is not the API's and that the API lets browsers call from. */
  readonly origin: string;
  /** A bearer token of an admin. */
  readonly token: string;
  /** Signs requests with the caller's AWS credentials, as a function does below `/service`. */
  readonly asRole: typeof fetch;
  /** Puts one body on the usage queue; answers the id that the queue gave it. Rejects when it is refused. */
  readonly send: (body: string) => Promise<string>;
  /** Mails that have left so far; undefined where the mailbox cannot be read. */
  readonly mails: (() => Promise<readonly SentMail[]>) | undefined;
  /** Deletes a file of the bucket, every version of it; `key` as the link to it has it. */
  readonly deleteFile: (key: string, link: URL) => Promise<void>;
  /** Gives back what was made to reach the system, such as a user of its pool. */
  readonly close: () => Promise<void>;
}

/** A mail as the local mailbox tells it. */
export interface SentMail {
  readonly to: readonly string[];
  readonly text: string;
}
