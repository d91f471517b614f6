import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCall } from '../aws-json.ts';
import type { LambdaFunction } from '../lambda/functions.ts';
import type { Account } from '../iam/account.ts';
import { BY_TLS } from '../iam/calls/place.ts';
import type { Need, Principal } from '../iam/evaluate.ts';
import type { Resolver } from '../resolve.ts';
import { number, record, text } from '../template.ts';

/** Who hands something to a target, and for what: the rule or schedule that a policy may ask for. */
export interface Sender {
  readonly principal: Principal;
  /** ARN of what the service acts for. */
  readonly source?: string;
}

/** Hands a payload to the target with this ARN and comes back when it is done or given up. */
export type Deliver = (
  arn: string,
  payload: unknown,
  sender: Sender,
  /** Queue for what the sender may not hand over, or what is not taken. */
  deadLetterArn?: string,
) => Promise<void>;

/** Lambda waits one and two minutes before its two retries of an asynchronous event; here it is seconds. */
const RETRY_WAIT_MS = 1000;

/** What handing something to a queue or function needs. */
export function deliveryNeed(arn: string, { source }: Sender, account: Account): Need {
  const action = arn.startsWith('arn:aws:sqs:') ? 'sqs:SendMessage' : 'lambda:InvokeFunction';
  if (source === undefined) return { action, resource: arn, context: BY_TLS };
  const context = { ...BY_TLS, 'aws:sourcearn': source, 'aws:sourceaccount': account.id };
  return { action, resource: arn, context };
}

/** What deliveries need. */
export interface DeliveryParts {
  readonly resolver: Resolver;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly sqs: AwsCall;
  readonly account: Account;
  readonly report: (error: unknown) => void;
}

/**
 * Delivers to the queues and functions of the templates, where the sender may. Functions are retried as their own
 * settings say, twice without any; what they fail on to the end goes to their own destination, by their own role.
 */
export function deliverer({ resolver, functions, sqs, account, report }: DeliveryParts): Deliver {
  const settings = invokeSettings(resolver);
  const deliver: Deliver = async (arn, payload, sender, deadLetterArn) => {
    const refusal = account.refusal(sender.principal, [deliveryNeed(arn, sender, account)]);
    if (refusal !== undefined) {
      report(new Error(refusal));
      if (deadLetterArn !== undefined) await deliver(deadLetterArn, payload, sender);
      return;
    }
    const resource = resolver.byArn(arn);
    if (resource?.type === 'AWS::SQS::Queue') {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await sqs('AmazonSQS.SendMessage', { QueueUrl: resolver.identity(resource).ref, MessageBody: body });
      return;
    }
    const target = functions.get(arn);
    if (!target) throw new Error(`no queue or function of the templates has the ARN ${arn}`);
    const own = settings.get(target.name) ?? settings.get(arn) ?? {};
    const failure = await invokeRepeatedly(target, payload, number(own['MaximumRetryAttempts'], 2), report);
    const destination = destinationOf(own);
    if (failure !== undefined && destination !== undefined) {
      const failed = { requestPayload: payload, responsePayload: failure };
      await deliver(destination, failed, { principal: target.principal });
    }
  };
  return deliver;
}

/** Settings of asynchronous calls by the function's name or ARN. */
export function invokeSettings(resolver: Resolver): ReadonlyMap<string, Record<string, unknown>> {
  return new Map(
    resolver.ofType('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const properties = resolver.properties(resource);
      return [text(properties['FunctionName']) ?? '', properties] as const;
    }),
  );
}

/** Where what a function or a mapping fails on goes, if anywhere. */
export function destinationOf(properties: Record<string, unknown>): string | undefined {
  return text(record(record(properties['DestinationConfig'])['OnFailure'])['Destination']);
}

/** The last failure, or undefined once the function has done it. */
async function invokeRepeatedly(
  target: LambdaFunction,
  payload: unknown,
  retries: number,
  report: (error: unknown) => void,
): Promise<string | undefined> {
  let failure: string | undefined;
  for (let attempt = 0; attempt <= retries; attempt += 1) {
    if (attempt > 0) await sleep(RETRY_WAIT_MS * attempt);
    const result = await target.invoke(payload, { kind: 'asynchronous' });
    if (result.ok) return undefined;
    failure = `${result.errorType}: ${result.errorMessage}`;
    report(new Error(`${target.name}, asynchronous, attempt ${attempt + 1}: ${failure}`));
  }
  return failure;
}
