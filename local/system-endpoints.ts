/** What the endpoints file says: where each part of the running system is, and tokens for each role. */
export interface Endpoints {
  readonly dashboard: string;
  readonly api: string;
  readonly sqs: string;
  readonly queueUrl: string;
  readonly dynamodb: string;
  readonly tableName: string;
  /** Answers GET with the mails sent, as JSON. */
  readonly mail: string;
  /** Where Lambda's Invoke is answered: calls a function by hand, as a schedule does. */
  readonly lambda: string;
  readonly region: string;
  readonly tokens: Readonly<Record<'admin' | 'reader' | 'writer' | 'user', string>>;
}
