import { NO_SDK, SendFailure, type Transport } from './transport.ts';

/** The part of an SQSClient that is used; pass your own to share its connections and credentials. */
export interface SqsSender {
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

const PERMANENT = new Set([
  'InvalidMessageContents',
  'InvalidParameterValue',
  'UnsupportedOperation',
  'InvalidAttributeValue',
]);

/** What a send may take; the SDK itself would wait for ever for an answer that does not come. */
const SEND_TIMEOUT_MS = 10_000;

/** Characters that JSON leaves as they are and SQS refuses. */
const NOT_IN_XML = /[\uFFFE\uFFFF]/g;

function regionOf(queueUrl: string): string | undefined {
  return /sqs[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(queueUrl)?.[1];
}

function isLoopback(queueUrl: string): boolean {
  return /^https?:\/\/(127\.|localhost[:/]|\[::1\])/.test(queueUrl);
}

/** The application installs it; where it has not, that is said. */
function loadSdk() {
  return import('@aws-sdk/client-sqs').catch((cause: unknown) => {
    throw new SendFailure(NO_SDK, {}, { cause });
  });
}

/** A client with short time-outs and one attempt: repeating is the outbox's work, with its own pace. */
async function makeSender(queueUrl: string): Promise<SqsSender> {
  const { SQSClient } = await loadSdk();
  const region = regionOf(queueUrl) ?? process.env['AWS_REGION'] ?? 'us-east-1';
  return new SQSClient({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2000 },
    ...(queueUrl.includes('.amazonaws.') ? {} : { endpoint: new URL(queueUrl).origin }),
    ...(isLoopback(queueUrl) && process.env['AWS_ACCESS_KEY_ID'] === undefined
      ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      : {}),
  });
}

/** SQS says so of a message over its limit, as characters that must be written out can make one. */
const TOO_LARGE = /must be shorter than \d+ bytes/;

/** Some answers name an error with its namespace in front: `AWS.SimpleQueueService.InvalidParameterValue`. */
function failureOf(error: unknown): SendFailure {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const permanent = PERMANENT.has(name.replace(/^.*[.#]/, ''));
  const how = { permanent, tooLarge: TOO_LARGE.test(message) };
  return new SendFailure(`SQS did not take the message: ${message}`, how, { cause: error });
}

/** Sends over `@aws-sdk/client-sqs`, which the application installs; it is loaded when the client is made. */
export function createSqsTransport(
  queueUrl: string,
  given?: SqsSender,
  timeoutMs = SEND_TIMEOUT_MS,
): Transport {
  let own: SqsSender | undefined;
  const ready = given
    ? Promise.resolve(given)
    : makeSender(queueUrl).then((made) => {
        own = made;
        return made;
      });
  ready.catch(() => undefined);
  return {
    async send(body) {
      const [sender, { SendMessageCommand }] = await Promise.all([ready, loadSdk()]);
      const MessageBody = body.replace(NOT_IN_XML, (character) =>
        character === '\uFFFE' ? '\\ufffe' : '\\uffff',
      );
      try {
        const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody });
        await sender.send(command as never, { abortSignal: AbortSignal.timeout(timeoutMs) });
        return {};
      } catch (error) {
        throw failureOf(error);
      }
    },
    close() {
      (own as { destroy?: () => void } | undefined)?.destroy?.();
    },
  };
}
