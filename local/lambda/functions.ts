import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Account } from '../iam/account.ts';
import type { Principal } from '../iam/evaluate.ts';
import { mayLog } from '../iam/logs.ts';
import {
  checkSize,
  checkVariables,
  initNote,
  isTooLarge,
  payloadRefusal,
  TOO_LARGE_RESULT,
} from './lambda-rules.ts';
import type { CallKind } from './lambda-rules.ts';
import type { Slowness } from '../limits.ts';
import { isRecursion, nextLink } from './recursion.ts';
import type { Resolver } from '../resolve.ts';
import { failure, Sandbox } from './sandbox.ts';
import type { InvocationResult, SandboxSettings } from './sandbox.ts';
import { number, record, text } from '../template.ts';
import type { Resource } from '../template.ts';

/**
 * Sandboxes one function may have here; beyond it events wait. Each loads the function anew, most of a second of a
 * processor, so that more than there are processors answer a page's reads later instead of sooner.
 */
export const MAX_SANDBOXES = Math.min(8, Math.max(2, availableParallelism()));
/** A sandbox is ended after this time without work. */
const IDLE_MS = 60_000;

/** One Lambda function: its sandboxes and how to invoke it. */
export class LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  /** As whom it calls others. */
  readonly principal: Principal;
  readonly #settings: SandboxSettings;
  readonly #idle: Sandbox[] = [];
  readonly #waiting: ((sandbox: Sandbox) => void)[] = [];
  #living = 0;
  #stopped = false;

  constructor(
    { name, arn, principal }: Pick<LambdaFunction, 'name' | 'arn' | 'principal'>,
    timeoutMs: number,
    settings: SandboxSettings,
  ) {
    this.name = name;
    this.arn = arn;
    this.principal = principal;
    this.timeoutMs = timeoutMs;
    this.#settings = settings;
  }

  /** Starts one sandbox ahead of the first event. @throws when the bundle cannot be loaded. */
  async warmUp(): Promise<void> {
    const started = performance.now();
    const sandbox = await this.#acquire();
    const ready = await sandbox.ready;
    const note = initNote(this.name, performance.now() - started, this.#settings.slowness);
    if (note !== undefined) console.error(note);
    this.#release(sandbox);
    if (!ready.ok) throw new Error(`${this.name}: ${ready.errorType}: ${ready.errorMessage}`);
  }

  /**
   * Runs the function on an event in a free sandbox, or a new one; never rejects. `trace` is the chain of calls that
   * the event belongs to: Lambda ends one in which the function runs for the 17th time.
   */
  async invoke(
    event: unknown,
    { kind = 'synchronous', trace }: { readonly kind?: CallKind; readonly trace?: string | undefined } = {},
  ): Promise<InvocationResult> {
    const payload = JSON.stringify(event);
    const refusal = payloadRefusal(payload, kind);
    if (refusal !== undefined) return failure('RequestTooLargeException', refusal);
    const link = nextLink(trace, this.arn);
    if (isRecursion(link) && !this.#settings.mayRecur) {
      return failure(
        'RecursiveInvocationException',
        `${this.name} runs in a loop: Lambda ends it after ${link.runs - 1} runs, unless its RecursiveLoop is Allow`,
      );
    }
    const sandbox = await this.#acquire();
    const context = {
      functionName: this.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: this.arn,
      memoryLimitInMB: String(this.#settings.memoryMb),
      logGroupName: `/aws/lambda/${this.name}`,
      logStreamName: 'local',
    };
    const message = { id: randomUUID(), payload, context, trace: link.trace };
    const result = await sandbox.invoke(message, this.timeoutMs);
    this.#release(sandbox);
    if (!result.ok || !isTooLarge(result.payload)) return result;
    return failure(TOO_LARGE_RESULT.errorType, TOO_LARGE_RESULT.errorMessage);
  }

  /**
   * Ends sandboxes that have had nothing to do, as Lambda does; a last one that has worked is replaced by a
   * fresh one, which gives back the memory that the work took and keeps the next event fast.
   */
  reap(now: number): void {
    for (const sandbox of this.#idle.filter((item) => now - item.idleSince > IDLE_MS)) {
      if (this.#living === 1 && !sandbox.used) continue;
      this.#idle.splice(this.#idle.indexOf(sandbox), 1);
      this.#living -= 1;
      void sandbox.terminate();
    }
    if (this.#living > 0) return;
    this.#living = 1;
    this.#idle.push(new Sandbox(this.#settings));
  }

  /** Ends all idle sandboxes; running ones end with the process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#idle.splice(0).map((sandbox) => sandbox.terminate()));
  }

  async #acquire(): Promise<Sandbox> {
    const free = this.#idle.pop();
    if (free) return free;
    if (this.#living < MAX_SANDBOXES) {
      this.#living += 1;
      return new Sandbox(this.#settings);
    }
    return await new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(sandbox: Sandbox): void {
    if (sandbox.dead || this.#stopped) {
      this.#living -= 1;
      void sandbox.terminate();
      const resume = this.#stopped ? undefined : this.#waiting.shift();
      if (resume) void this.#acquire().then((fresh) => resume(fresh));
      return;
    }
    const next = this.#waiting.shift();
    if (next) next(sandbox);
    else this.#idle.push(sandbox);
  }
}

/** What every function's environment says besides its own variables. */
export interface FunctionSurroundings {
  /** AWS_ENDPOINT_URL_… of the embedded parts. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that are as they are when a sandbox starts. */
  readonly atStart: () => Readonly<Record<string, string>>;
  /** Knows the functions' roles, and gives each function an access key of its own. */
  readonly account: Account;
  readonly logs: string;
  /** How much longer than Lambda's the time limits of functions are. */
  readonly slowness: Slowness;
}

/** Makes the function that a template declares; its code is the asset folder a deployment would upload. */
export function makeFunction(
  resource: Resource,
  resolver: Resolver,
  around: FunctionSurroundings,
): LambdaFunction {
  const properties = resolver.properties(resource);
  const { ref: name, attributes } = resolver.identity(resource);
  const { region, assets } = resolver.stackOf(resource);
  const memoryMb = number(properties['MemorySize'], 128);
  const key = String(record(properties['Code'])['S3Key']);
  const folder = assets.get(key);
  if (!folder) throw new Error(`${name}: the assembly has no asset ${key}; inline code is not supported`);
  if (!String(properties['Runtime']).startsWith('nodejs')) {
    throw new Error(`${name}: runtime ${String(properties['Runtime'])} is not supported, only nodejs`);
  }
  const declared = Object.entries(record(record(properties['Environment'])['Variables']));
  const variables = Object.fromEntries(declared.map(([variable, value]) => [variable, text(value) ?? '']));
  checkVariables(name, variables);
  const seconds = number(properties['Timeout'], 3);
  checkSize(name, { seconds, memoryMb, codeBytes: bytesIn(folder) });
  const [file, exportName] = entry(folder, String(properties['Handler']));
  const { account } = around;
  const principal = account.as(account.role(text(properties['Role']) ?? ''), name);
  const own = { name, arn: attributes['Arn'] ?? name, principal };
  return new LambdaFunction(own, seconds * 1000, {
    file,
    exportName,
    threadName: threadName(resource.logicalId),
    memoryMb,
    logFile: mayLog(account, own, properties) ? path.join(around.logs, `${name}.log`) : undefined,
    slowness: around.slowness,
    atStart: around.atStart,
    mayRecur: properties['RecursiveLoop'] === 'Allow',
    environment: {
      PATH: process.env['PATH'] ?? '',
      TZ: ':UTC',
      AWS_ACCESS_KEY_ID: account.keyOf(principal),
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: String(properties['Handler']),
      ...around.environment,
      ...variables,
    },
  });
}

/** Bytes of all files of a folder. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}

/** The end of a logical id, which tells functions apart, without the hash that the CDK puts behind it. */
function threadName(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '').slice(-15);
}

function entry(folder: string, handler: string): [file: string, exportName: string] {
  const dot = handler.lastIndexOf('.');
  const base = path.join(folder, handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((name) => existsSync(name));
  if (!file) throw new Error(`${base}: no .mjs, .js or .cjs file for the handler ${handler}`);
  return [file, handler.slice(dot + 1)];
}
