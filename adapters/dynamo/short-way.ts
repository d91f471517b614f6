import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import {
  type DynamoDBClient,
  PutItemCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';
import { constructStack } from '@smithy/core/client';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { retryMiddleware } from '@smithy/core/retry';
import { once } from '../../core/once.ts';
import type {
  DeserializeMiddleware,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  MiddlewareStack,
  SerializeMiddleware,
} from '@smithy/types';
import { signCall } from './sign-call.ts';
import { answerOf, errorOf, requestBody } from './table-protocol.ts';

type Steps = MiddlewareStack<ServiceInputTypes, ServiceOutputTypes>;
type Input = ServiceInputTypes;
type Output = ServiceOutputTypes;
type Send = (args: { readonly input: Input }) => Promise<{ readonly output: unknown }>;

/** A request as the SDK's HTTP handler takes it. */
interface WireRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

/** Where calls go: an address without what each call adds. */
type Place = Pick<WireRequest, 'protocol' | 'hostname' | 'port' | 'path'> & {
  readonly host: string;
  readonly region: string;
};

const SERVICE = 'dynamodb';
const API = 'DynamoDB_20120810';
const CONTENT_TYPE = 'application/x-amz-json-1.0';
/** A clock that is further from the table's is set right before the next try; AWS takes a signature for five minutes. */
const MOST_SKEW_MS = 240_000;

/** Ways of clients, by the stack of their steps. */
const ways = new WeakMap<object, (operation: string) => Send>();

/**
 * Opens a short way for the calls of a client. The SDK walks every attribute of a call four times by its schemas and
 * puts its chain of steps together anew for each; that costs four times what signing and sending do (docs/scale.md).
 * On the short way a call has five steps: credentials, address, HTTP handler and rule of repeats are the client's
 * own, and what is added to the client's steps is added here too.
 */
export function openShortWay(client: DynamoDBClient): void {
  const steps = constructStack<Input, Output>();
  const known = new Map<string, Send>();
  const { config } = client;
  const place = once(() => placeOf(client));
  const skew = { ms: 0 };
  steps.add(serializer(place), { step: 'serialize', name: 'serializerMiddleware' });
  steps.add(retryMiddleware(config) as FinalizeRequestMiddleware<Input, Output>, {
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

/** Has a command of the document client take the short way, where its client has one. */
export function byShortWay<Command extends object>(
  operation: string,
  command: Command & { readonly input: object; resolveMiddleware(...args: never[]): unknown },
): Command {
  const long = command.resolveMiddleware.bind(command) as (...args: unknown[]) => unknown;
  command.resolveMiddleware = (stack: object, ...rest: unknown[]) => {
    const send = ways.get(stack)?.(operation);
    if (!send) return long(stack, ...rest);
    return () => send({ input: command.input });
  };
  return command;
}

function resolve(steps: Steps, operation: string, { config }: DynamoDBClient): Send {
  const context = { clientName: 'DynamoDBClient', commandName: `${operation}Command`, logger: config.logger };
  return steps.resolve(
    ((args: { readonly request: never }) => config.requestHandler.handle(args.request)) as never,
    context,
  ) as Send;
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

/** The address as the SDK finds it: of its options, its environment, or its region. */
async function placeOf({ config }: DynamoDBClient): Promise<Place> {
  const { url, properties } = await getEndpointFromInstructions({}, PutItemCommand, config);
  const [scheme] = (properties?.['authSchemes'] ?? []) as readonly { readonly signingRegion?: string }[];
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname.replace(/\/$/, '')}/`,
    host: url.host,
    region: scheme?.signingRegion ?? (await config.region()),
  };
}

function serializer(place: () => Promise<Place>): SerializeMiddleware<Input, Output> {
  return (next, { commandName = '' }: HandlerExecutionContext) =>
    async (args) => {
      const operation = commandName.replace(/Command$/, '');
      const { host, region: _, ...address } = await place();
      const body = Buffer.from(requestBody(operation, args.input));
      const headers = {
        host,
        'content-type': CONTENT_TYPE,
        'content-length': String(body.length),
        'x-amz-target': `${API}.${operation}`,
      };
      const request: WireRequest = { method: 'POST', ...address, query: {}, headers, body };
      const result = await next({ ...args, request });
      return { ...result, output: answerOf(result.output as object as Record<string, unknown>) as never };
    };
}

function signer(
  { config }: DynamoDBClient,
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
    const text = await readText(body);
    const $metadata = { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] };
    if (statusCode >= 200 && statusCode < 300) {
      return { response, output: { ...(JSON.parse(text) as object), $metadata } as never };
    }
    throw errorOf(parsed(text), {
      ...$metadata,
      ...(setRight(skew, headers['date']) && { clockSkewCorrected: true }),
    });
  };
}

/** What is no JSON came from something on the way: only its status counts. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
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

function readText(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('error', reject);
    body.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}
