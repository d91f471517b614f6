import { Buffer } from 'node:buffer';
import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { constructStack } from '@smithy/core/client';
import { retryMiddleware } from '@smithy/core/retry';
import type {
  DeserializeMiddleware,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  Logger,
  MiddlewareStack,
  SerializeMiddleware,
} from '@smithy/types';
import { type CallSigner, signCall } from './sign-call.ts';
import type { Place } from './place.ts';
import type { TableHttp, WireRequest, WireResponse } from './table-http.ts';
import { answerOf, errorOf, requestBody } from './table-protocol.ts';

export type Steps = MiddlewareStack<ServiceInputTypes, ServiceOutputTypes>;
type Input = ServiceInputTypes;
type Output = ServiceOutputTypes;
type Send = (args: CallArguments) => Promise<{ readonly output: unknown }>;

/** What the steps of a call begin with; `wire`: its items are given and answered as they travel. */
interface CallArguments {
  readonly input: object;
  readonly wire: boolean;
}

/** What the short way needs of a client: ours, or one of the SDK. */
export interface ShortWayClient {
  readonly config: {
    readonly requestHandler: Pick<TableHttp, 'handle'>;
    readonly credentials: () => Promise<CallSigner>;
    readonly retryStrategy: () => Promise<unknown>;
    readonly maxAttempts: () => Promise<number>;
    readonly logger?: Logger;
  };
  readonly middlewareStack: Steps;
}

const SERVICE = 'dynamodb';
const API = 'DynamoDB_20120810';
const CONTENT_TYPE = 'application/x-amz-json-1.0';
/**
 * A clock that is further from the table's is set right before the next try; AWS takes a signature for five minutes.
 */
const MOST_SKEW_MS = 240_000;

/** Ways of clients, by the stack of their steps. */
const ways = new WeakMap<object, (operation: string) => Send>();

/**
 * Opens a short way for the calls of a client, to a place that is asked for at the first of them. The SDK walks every
 * attribute of a call four times by its schemas and puts its chain of steps together anew for each; that costs four
 * times what signing and sending do (docs/scale.md). On the short way a call has five steps: credentials, address, HTTP
 * handler and rule of repeats are the client's own, and what is added to the client's steps is added here too.
 */
export function openShortWay(client: ShortWayClient, place: () => Promise<Place>): void {
  const steps = constructStack<Input, Output>();
  const known = new Map<string, Send>();
  const skew = { ms: 0 };
  steps.add(serializer(place), { step: 'serialize', name: 'serializerMiddleware' });
  steps.add(repeater(client), {
    step: 'finalizeRequest',
    priority: 'high',
    name: 'retryMiddleware',
  });
  steps.add(signer(client, place, skew), { step: 'finalizeRequest', name: 'httpSigningMiddleware' });
  steps.add(deserializer(skew), { step: 'deserialize', name: 'deserializerMiddleware' });
  alsoTo(client.middlewareStack, steps, () => known.clear());
  ways.set(client.middlewareStack, (operation) => {
    const send = known.get(operation) ?? resolve(steps, operation, client);
    known.set(operation, send);
    return send;
  });
}

/** How an operation is sent by the client that has these steps. @throws TypeError where it has no short way */
export function wayOf(steps: object, operation: string): Send {
  const way = ways.get(steps);
  if (!way) throw new TypeError('a client without a short way cannot send a call of the table');
  return way(operation);
}

function resolve(steps: Steps, operation: string, { config }: ShortWayClient): Send {
  const context = {
    clientName: 'DynamoDBClient',
    commandName: `${operation}Command`,
    ...(config.logger && { logger: config.logger }),
  };
  return steps.resolve(
    ((args: { readonly request: WireRequest }) => config.requestHandler.handle(args.request)) as never,
    context,
  );
}

/** Has every change of the steps of a client made of these too; `changed` hears of each. */
function alsoTo(stack: Steps, steps: Steps, changed: () => void): void {
  for (const name of ['add', 'addRelativeTo', 'remove', 'removeByTag', 'use'] as const) {
    const own = stack[name] as (...args: unknown[]) => unknown;
    const other = steps[name] as (...args: unknown[]) => unknown;
    Object.assign(stack, {
      [name]: (...args: unknown[]) => {
        changed();
        other(...args);
        return own(...args);
      },
    });
  }
}

function serializer(place: () => Promise<Place>): SerializeMiddleware<Input, Output> {
  return (next, { commandName = '' }: HandlerExecutionContext) =>
    async (args) => {
      const operation = commandName.replace(/Command$/, '');
      const { host, region: _, ...address } = await place();
      const { wire } = args as unknown as CallArguments;
      const body = wire ? JSON.stringify(args.input) : requestBody(operation, args.input);
      const headers = {
        host,
        'content-type': CONTENT_TYPE,
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': `${API}.${operation}`,
      };
      const request: WireRequest = { ...address, headers, body };
      const result = await next({ ...args, request });
      if (wire) return result;
      return { ...result, output: answerOf(result.output as object as Record<string, unknown>) as never };
    };
}

/** The SDK's step of repeats, for calls that failed: it makes an error for each call beforehand, with its stack. */
function repeater({ config }: ShortWayClient): FinalizeRequestMiddleware<Input, Output> {
  const repeats = retryMiddleware(config as never) as FinalizeRequestMiddleware<Input, Output>;
  return (next, context) => async (args) => {
    try {
      const result = await next(args);
      Object.assign(result.output.$metadata, { attempts: 1 });
      return result;
    } catch (error) {
      let failed = false;
      const again: typeof next = (repeated) => {
        if (failed) return next(repeated);
        failed = true;
        return Promise.reject(error);
      };
      return repeats(again, context)(args);
    }
  };
}

function signer(
  { config }: ShortWayClient,
  place: () => Promise<Place>,
  skew: { readonly ms: number },
): FinalizeRequestMiddleware<Input, Output> {
  return (next) => async (args) => {
    const { headers, body, path } = args.request as WireRequest;
    const { region } = await place();
    const at = new Date(Date.now() + skew.ms);
    signCall(headers, body, await config.credentials(), { path, region, service: SERVICE, at });
    return next(args);
  };
}

function deserializer(skew: { ms: number }): DeserializeMiddleware<Input, Output> {
  return (next) => async (args) => {
    const { response } = await next(args);
    const { statusCode, headers, body } = response as WireResponse;
    const $metadata = { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] };
    if (statusCode >= 200 && statusCode < 300) {
      return { response, output: { ...(JSON.parse(body) as object), $metadata } as never };
    }
    throw errorOf(parsed(body), {
      ...$metadata,
      ...(setRight(skew, headers['date']) && { clockSkewCorrected: true }),
    });
  };
}

/** What is no object in JSON came from something on the way: only its status counts. */
function parsed(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Takes the table's time where this machine's is far from it; answers whether it did. */
function setRight(skew: { ms: number }, date: string | undefined): boolean {
  const ms = Date.parse(date ?? '') - Date.now();
  if (!(Math.abs(ms - skew.ms) >= MOST_SKEW_MS)) return false;
  skew.ms = ms;
  return true;
}
