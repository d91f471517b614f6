import { Backoff } from './backoff.ts';
import { byteLength } from './byte-length.ts';
import type { CountedNames } from './counted-names.ts';
import type { FailureReport } from './failure-report.ts';
import type { LossReporter } from './losses.ts';
import type { BATCH_DEFAULTS, RETRY_DEFAULTS } from './send-defaults.ts';
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
  pendingBytes = 0;

  readonly #parts: OutboxParts;
  readonly #waiting: WaitingLines;
  #timer: NodeJS.Timeout | undefined;
  #cutting = false;
  #active = 0;
  readonly #underWay = new Set<Promise<void>>();
  /** Events of messages of which it is not known yet what becomes of them. */
  readonly #open = new Set<Line>();
  readonly #slots: (() => void)[] = [];
  readonly #backoff: Backoff;
  #stopped = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#waiting = new WaitingLines(parts.batch);
    this.#backoff = new Backoff(parts.retry, parts.random);
  }

  /** How many events are in memory. */
  get pending(): number {
    return this.#waiting.length + this.#open.size;
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
    this.#parts.transport.close?.();
    await this.flush(CLOSING_MS);
    // What is still being sent may arrive, and is told all the same: nothing runs after this that could tell it.
    this.#giveUp([...this.#open], 'closed', 'the client was closed');
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
    // Not every runtime has the first.
    (globalThis.setImmediate ?? setTimeout)(cut);
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
    for (const line of lines) this.#open.add(line);
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
      if (this.#stopped) return;
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
        const end = failure.permanent || failure.tooLarge ? 'rejected' : isOver && 'gave-up';
        failures.note(failure, !end);
        if (end) return this.#giveUp(lines, end, failure.message);
        this.retries += 1;
        await this.#backoff.pause(attempt, failure.retryAfterMs);
      }
    }
  }

  async #sendHalves(lines: Line[]): Promise<void> {
    const middle = Math.ceil(lines.length / 2);
    for (const half of [lines.slice(0, middle), lines.slice(middle)]) await this.#sendUntilDone(half);
  }

  #settle(lines: Line[], rejected: { index: number; reason: string }[]): void {
    if (!this.#release(lines)[0]) return;
    for (const { index, reason } of rejected) {
      const line = lines[index];
      this.#parts.failures.note(reason, false);
      if (line) this.#parts.losses.report('rejected', reason, [line.json]);
    }
    this.delivered += lines.length - rejected.length;
  }

  #giveUp(lines: Line[], reason: 'closed' | 'rejected' | 'gave-up', detail: string): void {
    const lost = this.#release(lines).map((line) => line.json);
    if (lost[0]) this.#parts.losses.report(reason, detail, lost);
  }

  /** Those of them that were not given up before: they wait no more. */
  #release(lines: Line[]): Line[] {
    const left = lines.filter((line) => this.#open.delete(line));
    for (const { bytes } of left) this.pendingBytes -= bytes;
    return left;
  }
}
