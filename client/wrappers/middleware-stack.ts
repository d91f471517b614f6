import { asMetered } from './metered-mark.ts';

/** What is used of an AWS SDK v3 client and of its middleware. */
export interface AwsClient {
  middlewareStack: { use(plugin: never): unknown };
}

/** One call as the middleware sees it. */
export interface AwsCall {
  clientName: string;
  commandName: string;
  input: Readonly<Record<string, unknown>>;
  /** Which try of the SDK this is, from 1. */
  attempt: number | undefined;
}

export interface AwsAnswer {
  output: Record<string, unknown>;
  /** Headers of the answer, in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** What an observer does with a call; its faults never become the application's. */
export interface AwsObserver {
  /** Fields to add to the input before it is written. */
  addInput?(call: AwsCall): Record<string, unknown> | undefined;
  /** Called for every attempt, before it is sent; gives what to do with its end. */
  begin(call: AwsCall): { done(answer: AwsAnswer): void; failed(error: unknown): void } | undefined;
}

interface Handled {
  response?: { headers?: Record<string, string> };
  output: Record<string, unknown>;
}
interface Args {
  input: Record<string, unknown>;
  request?: { headers?: Record<string, string> };
}
type Handler = (args: Args) => Promise<Handled>;
interface Context {
  clientName?: string;
  commandName?: string;
}
interface Stack {
  add(middleware: (next: Handler, context: Context) => Handler, options: object): void;
}

function callOf(args: Args, context: Context): AwsCall {
  const tries = /attempt=(\d+)/.exec(args.request?.headers?.['amz-sdk-request'] ?? '')?.[1];
  return {
    clientName: context.clientName ?? '',
    commandName: context.commandName ?? '',
    input: args.input,
    attempt: tries === undefined ? undefined : Number(tries),
  };
}

function safely<T>(observe: () => T): T | undefined {
  try {
    return observe();
  } catch {
    return undefined;
  }
}

/** A plugin for `client.middlewareStack.use`: it sees every attempt, the SDK's own repeats included. */
export function observingPlugin(observer: AwsObserver): { applyToStack(stack: unknown): void } {
  const enrich = (next: Handler, context: Context): Handler => {
    return (args) => {
      const more = safely(() => observer.addInput?.(callOf(args, context)));
      return next(more ? { ...args, input: { ...args.input, ...more } } : args);
    };
  };
  const observe = (next: Handler, context: Context): Handler => {
    return async (args) => {
      const watch = safely(() => observer.begin(callOf(args, context)));
      try {
        const handled = await (watch ? asMetered(() => next(args)) : next(args));
        safely(() => watch?.done({ output: handled.output, headers: handled.response?.headers ?? {} }));
        return handled;
      } catch (error) {
        safely(() => watch?.failed(error));
        throw error;
      }
    };
  };
  return {
    applyToStack(stack) {
      const target = stack as Stack;
      target.add(enrich, { step: 'initialize', name: 'costkeeperInput', override: true });
      target.add(observe, { step: 'deserialize', priority: 'high', name: 'costkeeperUsage', override: true });
    },
  };
}
