import type { StreamReading } from './billable-call.ts';

/** Total length, length of the headers, and their checksum, each of four bytes, before the headers. */
const PRELUDE = 12;
/** The checksum behind the payload. */
const TRAILER = 4;
/** No event of a model is longer; what claims to be is no event stream. */
const MOST_BYTES = 16 * 1024 * 1024;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Reads AWS's binary event stream (`application/vnd.amazon.eventstream`) as it passes; nothing of it is changed. */
export class AwsEventStream {
  readonly #reading: StreamReading;
  #rest: Uint8Array = new Uint8Array();
  #broken = false;

  constructor(reading: StreamReading) {
    this.#reading = reading;
  }

  /** Takes bytes of the answer, gives them back. */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#broken) return bytes;
    this.#rest = joined(this.#rest, bytes);
    while (this.#rest.length >= PRELUDE) {
      const view = new DataView(this.#rest.buffer, this.#rest.byteOffset, this.#rest.byteLength);
      const length = view.getUint32(0);
      const headers = view.getUint32(4);
      this.#broken = length > MOST_BYTES || length < PRELUDE + headers + TRAILER;
      if (this.#broken || this.#rest.length < length) return bytes;
      this.#read(this.#rest.subarray(PRELUDE + headers, length - TRAILER));
      this.#rest = this.#rest.subarray(length);
    }
    return bytes;
  }

  end(): Uint8Array {
    return new Uint8Array();
  }

  #read(payload: Uint8Array): void {
    try {
      this.#reading.event(JSON.parse(new TextDecoder().decode(payload)));
    } catch {
      // Initial and exception events may have another payload; they tell no usage.
    }
  }
}
