import { completeEvent, eventJson, type UsageDraft } from '../../client/core/usage-event.ts';
import { formatDecimal, plus, ZERO_USD } from '../../core/money/decimal.ts';
import { createPriceBook } from '../../core/pricing/catalogue.ts';
import { makeEntry, type UnmarkedEntry } from '../../core/usage/make-entry.ts';
import { parseEvent, parseMessage, type ParsedEvent } from '../../core/usage/parse-message.ts';

const book = createPriceBook();
const SETTINGS = { timeZone: 'UTC', lanes: [], trackedTags: [] };
/** When exchanges happened: prices have dates. */
export const AT = '2026-11-21T10:00:00.000Z';

function entryOf(parsed: ParsedEvent | undefined): UnmarkedEntry {
  if (parsed?.kind !== 'accepted') throw new Error(`the ledger refuses it: ${JSON.stringify(parsed)}`);
  const { event, contentHash } = parsed;
  const at = { ...event, occurredAt: AT };
  return makeEntry(
    { event: at, contentHash, sourceHash: new Uint8Array(16), recordedAt: Date.parse(AT) },
    SETTINGS,
    book,
  );
}

/** The entry of what a client recorded: its event, the message as it is sent, the parser and the price book. */
export function entryOfDraft(draft: UsageDraft): UnmarkedEntry {
  return entryOf(parseMessage(eventJson(completeEvent(draft, {}, 'event-1', AT)))[0]);
}

/** The entry of a message that the API made of a report of another format. */
export function entryOfMessage(message: unknown): UnmarkedEntry {
  return entryOf(parseEvent(JSON.parse(JSON.stringify(message)), 0));
}

/** What entries cost together. */
export function totalUsd(entries: readonly UnmarkedEntry[]): string {
  return formatDecimal(entries.reduce((sum, { cost }) => plus(sum, cost), ZERO_USD));
}
