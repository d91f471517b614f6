import { lookUp } from '../contracts/look-up.ts';
import type { UsageRecorder } from './core/wrapper-ports.ts';
import type { UsageDraft } from './core/usage-event.ts';
import { dynamoUsage, s3Usage, sesUsage, sqsUsage } from './wrappers/aws-usage.ts';
import {
  observingPlugin,
  type AwsAnswer,
  type AwsCall,
  type AwsClient,
  type AwsObserver,
} from './wrappers/middleware-stack.ts';

const READERS: Readonly<Record<string, (call: AwsCall, answer: AwsAnswer) => UsageDraft[]>> = {
  S3Client: s3Usage,
  SQSClient: sqsUsage,
  SESClient: sesUsage,
  SESv2Client: sesUsage,
  DynamoDBClient: dynamoUsage,
};

interface Configured {
  config?: { region?: string | (() => Promise<string>) };
}

/** The client's region, once it is known: prices differ by it. */
function regionOf(client: Configured): () => string | undefined {
  let known: string | undefined;
  const { region } = client.config ?? {};
  if (typeof region === 'string') known = region;
  else if (typeof region === 'function') {
    region().then(
      (name) => (known = name),
      () => undefined,
    );
  }
  return () => known;
}

function awsObserver(
  recorder: UsageRecorder & { queueUrl?: string | undefined },
  region: () => string | undefined,
): AwsObserver {
  return {
    addInput({ clientName, input }) {
      const asks = clientName === 'DynamoDBClient' && input['ReturnConsumedCapacity'] === undefined;
      return asks ? { ReturnConsumedCapacity: 'TOTAL' } : undefined;
    },
    begin(call) {
      const read = lookUp(READERS, call.clientName);
      const own = recorder.queueUrl !== undefined && call.input['QueueUrl'] === recorder.queueUrl;
      if (read === undefined || own) return undefined;
      return {
        done(answer) {
          for (const draft of read(call, answer))
            recorder.record({ ...draft, region: region(), attempt: call.attempt });
        },
        failed: () => undefined,
      };
    },
  };
}

/**
 * Makes a client of S3, SES, SQS or DynamoDB (AWS SDK v3) record its requests, bytes, messages, recipients and
 * capacity units. DynamoDB is asked to tell what each call consumed. Calls that fail are not recorded.
 * @returns the client given, which records from now on
 */
export function wrapAwsClient<C extends AwsClient>(
  client: C,
  recorder: UsageRecorder & { queueUrl?: string | undefined },
): C {
  client.middlewareStack.use(observingPlugin(awsObserver(recorder, regionOf(client as Configured))) as never);
  return client;
}
