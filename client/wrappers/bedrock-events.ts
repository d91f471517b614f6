import type { StreamReading } from './billable-call.ts';
import { fieldOf } from '../convenience/read-usage.ts';

/**
 * Reads the events of InvokeModel's stream as they come without the AWS SDK: in their JSON the chunk's bytes, the
 * model's own event, are base64.
 */
export function bedrockChunks(reading: StreamReading): StreamReading {
  return {
    event(data) {
      const encoded = fieldOf(data, 'bytes');
      const bytes =
        typeof encoded === 'string'
          ? Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
          : // A gateway may pass the model's own event on.
            new TextEncoder().encode(JSON.stringify(data));
      return reading.event({ chunk: { bytes } });
    },
    usage: () => reading.usage(),
    estimate: () => reading.estimate(),
  };
}
