import type { StreamReading } from './billable-call.ts';

const BOUNDARY = /\r?\n\r?\n/;

/**
 * Reads server-sent events as they pass. Events are passed on as they came, whole; those that the reading
 * drops are taken out.
 */
export class EventStreamFilter {
  readonly #reading: StreamReading;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #rest = '';

  constructor(reading: StreamReading) {
    this.#reading = reading;
  }

  /** Takes bytes of the answer, gives the bytes to pass on. */
  push(bytes: Uint8Array): Uint8Array {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    let kept = '';
    for (;;) {
      const end = BOUNDARY.exec(this.#rest);
      if (end === null) break;
      const length = end.index + end[0].length;
      const event = this.#rest.slice(0, length);
      this.#rest = this.#rest.slice(length);
      if (this.#read(event) === 'keep') kept += event;
    }
    return this.#encoder.encode(kept);
  }

  /** What is left when the answer ends without an empty line. */
  end(): Uint8Array {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return rest.trim() === '' || this.#read(rest) === 'keep' ? this.#encoder.encode(rest) : new Uint8Array();
  }

  #read(event: string): 'keep' | 'drop' {
    const data = event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trimStart())
      .join('\n');
    if (data === '') return 'keep';
    let parsed: unknown = data;
    try {
      parsed = JSON.parse(data);
    } catch {
      // `[DONE]` and the like are no JSON.
    }
    return this.#reading.event(parsed);
  }
}
