/** `{"events":[` and `]}`, and one comma an event. */
export const ENVELOPE_BYTES = 13;

/** One event as JSON text, its bytes with a comma, and when it was recorded. */
export interface Line {
  json: string;
  bytes: number;
  at: number;
}

/** Events that wait for company, in order, cut into messages by count and bytes. */
export class WaitingLines {
  readonly #limits: { maxEvents: number; maxBytes: number };
  #lines: Line[] = [];
  #bytes = 0;

  constructor(limits: { maxEvents: number; maxBytes: number }) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#lines.length;
  }

  push(line: Line): void {
    this.#lines.push(line);
    this.#bytes += line.bytes;
  }

  /** Whether a whole message is there. */
  isFull(): boolean {
    const { maxEvents, maxBytes } = this.#limits;
    return this.#lines.length >= maxEvents || this.#bytes + ENVELOPE_BYTES >= maxBytes;
  }

  /** Takes the events of the next message. */
  take(): Line[] {
    const { maxEvents, maxBytes } = this.#limits;
    let bytes = ENVELOPE_BYTES;
    let count = 0;
    for (const line of this.#lines) {
      if (count >= maxEvents || bytes + line.bytes > maxBytes) break;
      bytes += line.bytes;
      count += 1;
    }
    this.#bytes -= bytes - ENVELOPE_BYTES;
    return this.#lines.splice(0, count);
  }
}
