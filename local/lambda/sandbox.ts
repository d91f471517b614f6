import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { startLimit, type Slowness } from '../limits.ts';
import { SANDBOX_BOOTSTRAP } from '../system-parts.ts';

/** What a sandbox is started with. */
export interface SandboxData {
  readonly file: string;
  readonly exportName: string;
}

/** One event for a sandbox; `deadline` in epoch milliseconds. */
export interface ToSandbox {
  readonly id: string;
  readonly payload: string;
  readonly context: Readonly<Record<string, string>>;
  /** The chain of calls that it belongs to, which the SDK carries on. */
  readonly trace: string;
  readonly deadline: number;
}

/** What a sandbox says. */
export type FromSandbox =
  | { kind: 'ready' }
  | { kind: 'done'; id: string; payload: string }
  | { kind: 'failed'; id: string; errorType: string; errorMessage: string; trace: string };

/** How an invocation ended; payloads are JSON. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** What a function's sandboxes have in common. */
export interface SandboxSettings extends SandboxData {
  /** Its threads' name for those who look at processes; Linux keeps 15 characters. */
  readonly threadName: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that are as they are when a sandbox starts. */
  readonly atStart: () => Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** Undefined where its role may write no logs: its output goes nowhere, as in Lambda. */
  readonly logFile: string | undefined;
  /** How much longer than Lambda's its time limits are. */
  readonly slowness: Slowness;
  /** Whether it may run again and again on what it sends itself. */
  readonly mayRecur: boolean;
}

/** Lambda's 10 s, for each of the functions: here they start at once and share the cores. */
const INIT_MS = 60_000;
/** Space for short-lived objects; more of it takes memory that several sandboxes at once have not got. */
const YOUNG_MB = 16;
/** Where Node keeps what it compiled, when this process has such a place: a function that starts again starts faster. */
const { NODE_COMPILE_CACHE } = process.env;
const COMPILED = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
const logs = new Map<string, WriteStream>();

function logOf(file: string): WriteStream {
  const known = logs.get(file);
  if (known) return known;
  const open = createWriteStream(file, { flags: 'a' });
  // A log that cannot be written, on a full disk say, must not end the system: the next line tries again.
  open.on('error', () => logs.delete(file));
  logs.set(file, open);
  return open;
}

/** A result that names what went wrong. */
export function failure(errorType: string, errorMessage: string): InvocationResult {
  return { ok: false, errorType, errorMessage };
}

/**
 * One execution environment: a worker thread with its own environment variables and heap limit. It serves
 * one event at a time. A time-out terminates the thread; a request it has sent by then still arrives, as
 * with the real thing.
 */
export class Sandbox {
  readonly ready: Promise<InvocationResult>;
  /** Date.now() of the end of the last invocation. */
  idleSince = Date.now();
  dead = false;
  /** Whether it has served an event. */
  used = false;
  readonly #worker: Worker;
  readonly #slowness: Slowness;
  #settle: ((result: InvocationResult) => void) | undefined;

  constructor(settings: SandboxSettings) {
    this.#slowness = settings.slowness;
    const { file, exportName, threadName, environment, atStart, memoryMb, logFile } = settings;
    this.#worker = new Worker(SANDBOX_BOOTSTRAP, {
      name: threadName,
      env: { ...environment, ...atStart(), ...COMPILED },
      workerData: { file, exportName } satisfies SandboxData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
      stdout: true,
      stderr: true,
    });
    for (const output of [this.#worker.stdout, this.#worker.stderr]) {
      output.on('data', (chunk: Buffer) => void (logFile !== undefined && logOf(logFile).write(chunk)));
    }
    this.#worker.on('message', (message: FromSandbox) => this.#hear(message));
    this.#worker.on('error', (error: Error) => this.#die(failure(error.name, error.message)));
    this.#worker.on('exit', () =>
      this.#die(failure('Runtime.ExitError', 'the function ended its own process')),
    );
    this.ready = this.#within(INIT_MS, 'initialising');
  }

  /** Runs one event; never rejects. After a time-out the sandbox is dead. */
  async invoke(message: Omit<ToSandbox, 'deadline'>, timeoutMs: number): Promise<InvocationResult> {
    const init = await this.ready;
    if (!init.ok) return init;
    if (this.dead) return failure('Runtime.ExitError', 'the sandbox has ended');
    this.used = true;
    const outcome = this.#within(timeoutMs, 'running');
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    this.#worker.postMessage({ ...message, deadline: Date.now() + timeoutMs } satisfies ToSandbox);
    const result = await outcome;
    this.idleSince = Date.now();
    return result;
  }

  /** Ends the thread at once. */
  async terminate(): Promise<void> {
    this.dead = true;
    await this.#worker.terminate();
  }

  #within(milliseconds: number, doing: string): Promise<InvocationResult> {
    return new Promise((resolve) => {
      const cancel = startLimit(milliseconds, this.#slowness, () => {
        const seconds = (milliseconds / 1000).toFixed(2);
        this.#die(failure('Sandbox.Timedout', `Task timed out after ${seconds} seconds while ${doing}`));
      });
      this.#settle = (result) => {
        cancel();
        this.#settle = undefined;
        resolve(result);
      };
    });
  }

  #hear(message: FromSandbox): void {
    if (message.kind === 'ready') this.#settle?.({ ok: true, payload: 'null' });
    else if (message.kind === 'done') this.#settle?.({ ok: true, payload: message.payload });
    else if (message.id === 'init') this.#die(failure(message.errorType, message.errorMessage));
    else this.#settle?.(failure(message.errorType, message.errorMessage));
  }

  #die(result: InvocationResult): void {
    this.dead = true;
    this.#settle?.(result);
    void this.#worker.terminate();
  }
}
