import { Backoff } from './backoff.ts';
import { byteLength } from './byte-length.ts';
import type { CountedNames } from './counted-names.ts';
import type { FailureReport } from './failure-report.ts';
import type { LossReporter } from './losses.ts';
import type { BATCH_DEFAULTS, RETRY_DEFAULTS } from './outbox-options.ts';
import { unref, within } from './timers.ts';
import { SendFailure, type Transport } from './transport.ts';
import { ENVELOPE_BYTES, WaitingLines, type Line } from './waiting-lines.ts';

/** What a send that was cut off may take to end. */
const CLOSING_MS = 250;

/** What the dead-letter callbacks may take at the end. */
const DEAD_LETTER_MS = 5000;

/** What the outbox is made of; time and chance come in. */
export interface OutboxParts {
  transport: Transport;
  batch: typeof BATCH_DEFAULTS;
  retry: typeof RETRY_DEFAULTS;
  maxBufferedBytes: number;
  losses: LossReporter;
  failures: FailureReport;
  warnings: CountedNames;
  now: () => number;
  random: () => number;
}

/**
 * Events on their way: waiting for company, being sent, or waiting for another try. All of them together
 * stay within `maxBufferedBytes`; beyond it the newest event is rejected and counted, because those already
 * held may have left. Nothing is dropped otherwise before `giveUpAfterMs`.
 */
export class Outbox {
  delivered = 0;
  sends = 0;
  retries = 0;
  pending = 0;
  pendingBytes = 0;

  readonly #parts: OutboxParts;
  readonly #waiting: WaitingLines;
  #timer: NodeJS.Timeout | undefined;
  #cutting = false;
  #active = 0;
  readonly #underWay = new Set<Promise<void>>();
  readonly #slots: (() => void)[] = [];
  readonly #backoff: Backoff;
  #stopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#waiting = new WaitingLines(parts.batch);
    this.#backoff = new Backoff(parts.retry, parts.random);
  }

  /** Takes one event as JSON text; a loss is reported, never thrown. */
  add(json: string): void {
    const { batch, maxBufferedBytes, losses } = this.#parts;
    const bytes = byteLength(json) + 1;
    if (bytes + ENVELOPE_BYTES > batch.maxBytes) {
      losses.report('too-large', `an event of ${bytes} bytes does not fit a message`, [json]);
      return;
    }
    if (this.#stopped) return losses.report('closed', 'recorded after the client was closed', [json]);
    if (this.pendingBytes + bytes > maxBufferedBytes) {
      return losses.report('buffer-full', `${this.pendingBytes} bytes wait to be sent`, [json]);
    }
    this.#waiting.push({ json, bytes, at: this.#parts.now() });
    this.pending += 1;
    this.pendingBytes += bytes;
    if (this.#waiting.isFull()) this.#cutSoon();
    else if (this.#timer === undefined) this.#startTimer();
  }

  /** Sends what was added so far and waits for it, at most `timeoutMs`. True if all of it has left. */
  async flush(timeoutMs: number): Promise<boolean> {
    while (this.#waiting.length > 0) this.#dispatch(this.#waiting.take());
    this.#backoff.wakeAll();
    return within(timeoutMs, Promise.all(this.#underWay));
  }

  /** Flushes, then gives up what is left: it goes to the dead-letter callback. */
  async close(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs);
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#backoff.wakeAll();
    for (const next of this.#slots.splice(0)) next();
    if (this.#waiting.length > 0) this.#giveUp(this.#waiting.take(), 'closed', 'the client was closed');
    this.#parts.transport.close?.();
    await this.flush(CLOSING_MS);
    await within(DEAD_LETTER_MS, this.#parts.losses.settled());
  }

  #startTimer(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#cutFree(true);
    }, this.#parts.batch.maxDelayMs);
    unref(this.#timer);
  }

  /** Outside the caller's stack: joining a megabyte is not the application's time. */
  #cutSoon(): void {
    if (this.#cutting) return;
    this.#cutting = true;
    const cut = (): void => {
      this.#cutting = false;
      this.#cutFree(false);
    };
    if (typeof setImmediate === 'function') setImmediate(cut);
    else setTimeout(cut, 0);
  }

  /** Cuts messages while a slot is free, so that an outage makes few full messages, not many small ones. */
  #cutFree(partial: boolean): void {
    const { maxConcurrent } = this.#parts.batch;
    while (this.#active < maxConcurrent && (partial ? this.#waiting.length > 0 : this.#waiting.isFull())) {
      this.#dispatch(this.#waiting.take());
    }
    if (this.#waiting.length > 0 && this.#timer === undefined) this.#startTimer();
  }

  #dispatch(lines: Line[]): void {
    const work = this.#deliver(lines).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #deliver(lines: Line[]): Promise<void> {
    if (this.#active >= this.#parts.batch.maxConcurrent) {
      await new Promise<void>((resolve) => this.#slots.push(resolve));
    }
    this.#active += 1;
    try {
      await this.#sendUntilDone(lines);
    } finally {
      this.#active -= 1;
      const next = this.#slots.shift();
      if (next) next();
      else this.#cutFree(false);
    }
  }

  async #sendUntilDone(lines: Line[]): Promise<void> {
    const { transport, retry, now, failures } = this.#parts;
    const body = `{"events":[${lines.map((line) => line.json).join(',')}]}`;
    for (let attempt = 1; ; attempt += 1) {
      if (this.#stopped) return this.#giveUp(lines, 'closed', 'the client was closed');
      try {
        this.sends += 1;
        const { rejected = [], warnings = [] } = await transport.send(body);
        for (const text of warnings) this.#parts.warnings.count(text);
        return this.#settle(lines, rejected);
      } catch (error) {
        const failure =
          error instanceof SendFailure ? error : new SendFailure(String(error), {}, { cause: error });
        if (failure.tooLarge && lines.length > 1) return this.#sendHalves(lines);
        const isOver = now() - (lines[0]?.at ?? 0) > retry.giveUpAfterMs;
        failures.note(failure, !failure.permanent && !failure.tooLarge && !isOver);
        if (failure.permanent || failure.tooLarge) return this.#giveUp(lines, 'rejected', failure.message);
        if (isOver) return this.#giveUp(lines, 'gave-up', failure.message);
        this.retries += 1;
        await this.#backoff.pause(attempt, failure.retryAfterMs);
      }
    }
  }

  async #sendHalves(lines: Line[]): Promise<void> {
    const middle = Math.ceil(lines.length / 2);
    await this.#sendUntilDone(lines.slice(0, middle));
    await this.#sendUntilDone(lines.slice(middle));
  }

  #settle(lines: Line[], rejected: { index: number; reason: string }[]): void {
    for (const { index, reason } of rejected) {
      const line = lines[index];
      this.#parts.failures.note(reason, false);
      if (line) this.#parts.losses.report('rejected', reason, [line.json]);
    }
    this.delivered += lines.length - rejected.length;
    this.#release(lines);
  }

  #giveUp(lines: Line[], reason: 'closed' | 'rejected' | 'gave-up', detail: string): void {
    this.#release(lines);
    this.#parts.losses.report(
      reason,
      detail,
      lines.map((line) => line.json),
    );
  }

  #release(lines: Line[]): void {
    this.pending -= lines.length;
    for (const line of lines) this.pendingBytes -= line.bytes;
  }
}
