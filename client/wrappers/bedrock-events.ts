import type { UsageDraft } from '../core/usage-event.ts';
import type { StreamReading } from './billable-call.ts';
import { fieldOf } from '../convenience/read-usage.ts';

/** The text that is in base64, without Node's Buffer. */
function decodeBase64(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Reads the events of a Bedrock stream, whose payload is the model's own event in base64.
 * @param own makes the drafts those of the model that was asked for
 */
export function bedrockEvents(
  reading: StreamReading,
  own: (drafts: UsageDraft[]) => UsageDraft[],
): StreamReading {
  return {
    event(data) {
      const bytes = fieldOf(data, 'bytes');
      if (typeof bytes !== 'string') return reading.event(data);
      return reading.event(JSON.parse(decodeBase64(bytes)));
    },
    usage() {
      const told = reading.usage();
      return told && own(told);
    },
    estimate: () => own([reading.estimate()])[0] ?? reading.estimate(),
  };
}
