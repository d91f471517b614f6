import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCall } from './aws-json.ts';
import type { LambdaFunction } from './functions.ts';
import type { Resolver } from './resolve.ts';
import { number, record, text } from './template.ts';

/** Hands a payload to the target with this ARN and comes back when it is done or given up. */
export type Deliver = (arn: string, payload: unknown, limits?: RetryLimits) => Promise<void>;

/** How often an asynchronous invocation is tried again, and where it goes then. */
interface RetryLimits {
  readonly retries?: number;
  readonly deadLetterArn?: string | undefined;
}

/** Lambda waits one and two minutes before its two retries of an asynchronous event; here it is seconds. */
const RETRY_WAIT_MS = 1000;

/** Delivers to the queues and functions of the templates. Functions are retried twice unless told otherwise. */
export function deliverer(
  resolver: Resolver,
  functions: ReadonlyMap<string, LambdaFunction>,
  sqs: AwsCall,
  report: (error: unknown) => void,
): Deliver {
  const settings = new Map(
    resolver.ofType('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const properties = resolver.properties(resource);
      return [text(properties['FunctionName']), properties] as const;
    }),
  );
  const deliver: Deliver = async (arn, payload, limits = {}) => {
    const resource = resolver.byArn(arn);
    if (resource?.type === 'AWS::SQS::Queue') {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await sqs('AmazonSQS.SendMessage', { QueueUrl: resolver.identity(resource).ref, MessageBody: body });
      return;
    }
    const target = functions.get(arn);
    if (!target) throw new Error(`no queue or function of the templates has the ARN ${arn}`);
    const own = settings.get(target.name) ?? settings.get(arn) ?? {};
    const retries = limits.retries ?? number(own['MaximumRetryAttempts'], 2);
    let failure = '';
    for (let attempt = 0; attempt <= retries; attempt += 1) {
      if (attempt > 0) await sleep(RETRY_WAIT_MS * attempt);
      const result = await target.invoke(payload);
      if (result.ok) return;
      failure = `${result.errorType}: ${result.errorMessage}`;
      report(new Error(`${target.name}, asynchronous, attempt ${attempt + 1}: ${failure}`));
    }
    const destination = record(record(own['DestinationConfig'])['OnFailure'])['Destination'];
    const last = limits.deadLetterArn ?? text(destination);
    if (last !== undefined) await deliver(last, { requestPayload: payload, responsePayload: failure });
  };
  return deliver;
}
