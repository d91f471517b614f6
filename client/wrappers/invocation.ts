import { lambdaDraft } from '../convenience/infrastructure-drafts.ts';
import type { Costkeeper } from '../costkeeper.ts';
import type { UsageContext } from '../core/usage-context.ts';

/** What is read of a Lambda's context object. */
export interface LambdaContext {
  functionName: string;
  memoryLimitInMB: string | number;
  getRemainingTimeInMillis(): number;
}

/** How a Lambda is attributed. */
export interface LambdaOptions<E> {
  client: Costkeeper;
  /** Whom an invocation is for, from its event. Take headers only from callers you trust. */
  context?: ((event: E) => UsageContext | undefined) | undefined;
  /** Record the function's own duration; true by default. */
  recordDuration?: boolean | undefined;
  /** How long before the time-out everything is sent, 500 ms by default. */
  timeoutMarginMs?: number | undefined;
  /** How long the flush before the answer may take, 2,000 ms by default. */
  flushTimeoutMs?: number | undefined;
}

/** What is left for the answer itself when the flush runs out of time. */
const ANSWER_MS = 100;

/** Time from the start of the process to the end of its loading: what Lambda bills as init. */
function initDuration(): number {
  return process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'on-demand' ? performance.now() : 0;
}

/** The invocations of one function in one sandbox. */
export class Invocations<E> {
  readonly #options: LambdaOptions<E>;
  #initMs = initDuration();
  #lastFlushMs = 0;

  constructor(options: LambdaOptions<E>) {
    this.#options = options;
  }

  contextOf(event: E): UsageContext {
    try {
      return this.#options.context?.(event) ?? {};
    } catch {
      return {};
    }
  }

  /** Starts the clock, and the timer that speaks up when the function is about to be cut off. */
  begin(context: LambdaContext): { end: (failed: boolean) => Promise<void> } {
    const started = performance.now();
    const initMs = this.#initMs;
    this.#initMs = 0;
    let recorded = false;
    const record = (durationMs: number, outcome?: string): void => {
      if (recorded || this.#options.recordDuration === false) return;
      recorded = true;
      this.#record(context, initMs + durationMs, outcome);
    };
    const remaining = context.getRemainingTimeInMillis();
    const margin = this.#options.timeoutMarginMs ?? 500;
    const alarm = setTimeout(
      () => {
        record(remaining, 'timed-out');
        void this.#options.client.flush({ timeoutMs: margin });
      },
      Math.max(0, remaining - margin),
    );
    alarm.unref();
    return {
      end: async (failed) => {
        clearTimeout(alarm);
        record(performance.now() - started + this.#lastFlushMs, failed ? 'failed' : undefined);
        await this.#flush(context);
      },
    };
  }

  #record(context: LambdaContext, durationMs: number, outcome: string | undefined): void {
    const draft = lambdaDraft({
      memoryMb: Number(context.memoryLimitInMB),
      durationMs,
      architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      functionName: context.functionName,
    });
    const region = process.env['AWS_REGION'];
    this.#options.client.record({ ...draft, region, outcome });
  }

  /**
   * The flush is billed too, and cannot be in the event that it sends: the last one's time is used for it. It
   * ends before the function's time does: a queue that does not answer must not cost the answer.
   */
  async #flush(context: LambdaContext): Promise<void> {
    const started = performance.now();
    const left = Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS);
    await this.#options.client.flush({ timeoutMs: Math.min(left, this.#options.flushTimeoutMs ?? 2000) });
    this.#lastFlushMs = performance.now() - started;
  }
}
