import type { StreamReading } from './billable-call.ts';

/** Reads a stream of one JSON object a line as it passes; every byte is passed on. */
export class LineStream {
  readonly #reading: StreamReading;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(reading: StreamReading) {
    this.#reading = reading;
  }

  /** Takes bytes of the answer, gives them back. */
  push(bytes: Uint8Array): Uint8Array {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    return bytes;
  }

  /** What is left when the answer ends without a line break. */
  end(): Uint8Array {
    this.#read(this.#rest + this.#decoder.decode());
    return new Uint8Array();
  }

  #read(line: string): void {
    try {
      this.#reading.event(JSON.parse(line));
    } catch (error) {
      // A line that is no JSON tells nothing.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}
